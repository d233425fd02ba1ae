"""Pitfall 2: env files are loaded late, from the wrong place or not at all."""
