"""One parser per format: bytes in, tree with spans out; knows nothing of what the content means."""
