"""The thinking of the move to pip-tools: what is declared where, what is direct, which files come of it."""
