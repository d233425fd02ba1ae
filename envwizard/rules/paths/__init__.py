"""Pitfall 4: paths are hard-coded."""
