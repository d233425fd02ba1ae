"""The screens that take a fresh clone to a running project."""
