"""What a fresh clone needs until it runs: one file for each task of the checklist."""
