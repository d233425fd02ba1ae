"""Workflows over the engine: lists of steps that end in one confirmed change set."""
