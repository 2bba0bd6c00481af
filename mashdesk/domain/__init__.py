"""The rules of a safeguarding hub: pure, without input or output, told the time."""
