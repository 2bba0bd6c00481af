"""The pure rules of the desk: no I/O, no reading of the clock, no third-party package but holidays."""
