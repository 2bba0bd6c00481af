"""Sealed records under work: who is named, who may act, who is told."""
