"""Pitfall 1: packages leak between virtual environments."""
