"""Everything that time does to a record: rounds run, run out, and come back as work."""
