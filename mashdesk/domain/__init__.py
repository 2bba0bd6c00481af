"""The pure rules of the desk: no I/O, no reading of the time, no package but holidays."""
