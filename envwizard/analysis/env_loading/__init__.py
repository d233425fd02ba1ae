"""When env files are loaded, and from where."""
