"""The guided migration to pip-tools: split, write, compile, compare, verify, switch."""
