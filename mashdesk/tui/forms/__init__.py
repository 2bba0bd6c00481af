"""Forms: typed fields with their errors beside them, drafts, and the screen that performs them."""
