"""The same desk without a screen, for screen readers, scripts and pipes."""
