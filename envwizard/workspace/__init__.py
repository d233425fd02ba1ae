"""The only writer and the only starter of processes."""
