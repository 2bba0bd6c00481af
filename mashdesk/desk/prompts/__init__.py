"""Prompts at work: weighed, raised, asked at the moment of an act."""
