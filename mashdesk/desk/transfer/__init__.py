"""Hand-over files between hubs: the envelope, what is in it, and how that is read again."""
