"""Hand-off reports and letters of outcome: built from the record, written down in three forms."""
