"""What only several artefacts together tell: facts in, derived facts out."""
