"""Pitfall 5: servers run in production with a laptop's parameters."""
