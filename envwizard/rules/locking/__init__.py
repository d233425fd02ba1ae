"""Pitfall 3: requirements are not locked."""
