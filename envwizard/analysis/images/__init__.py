"""What an image holds and what its start needs of it."""
