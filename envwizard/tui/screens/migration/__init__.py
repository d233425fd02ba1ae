"""The migration to pip-tools: the list of its steps, and a panel for each."""
