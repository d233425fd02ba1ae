print("a tool of the whole repository")
