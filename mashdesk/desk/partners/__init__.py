"""Agencies at work: what they were asked, said, sent in and challenged."""
