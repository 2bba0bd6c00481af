"""The duty desk of a Multi-Agency Safeguarding Hub: a live queue that never loses an item."""
