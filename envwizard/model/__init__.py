"""Frozen values that every layer shares: no reading, no writing, no judgement."""
