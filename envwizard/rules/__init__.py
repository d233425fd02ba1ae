"""The rules, one file each, by pitfall."""
