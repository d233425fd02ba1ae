"""Literal paths and what they lead to."""
