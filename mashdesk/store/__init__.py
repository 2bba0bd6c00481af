"""Tables, queries and engines: how the desk keeps its word on disk."""
