"""Onboarding: from a fresh clone to a verified environment."""
