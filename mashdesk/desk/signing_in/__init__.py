"""Signing in and staying in: passwords, second factors, sessions, the throttle, accounts."""
