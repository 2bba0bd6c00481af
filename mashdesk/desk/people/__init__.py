"""Whom a contact tells of, and whom the hub knows them as."""
