"""The read side of the disk: opens the project once, walks it, reads its files and its configuration."""
