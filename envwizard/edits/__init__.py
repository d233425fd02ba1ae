"""One file per target format: text in, edits out; and the diff."""
