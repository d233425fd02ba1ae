"""The wizard's screens in the terminal."""
