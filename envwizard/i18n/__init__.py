"""The message catalogues and their lookup; knows nothing of the rest of the program."""

from envwizard.i18n.catalogue import ENGLISH, Catalogue, in_force, load, use

__all__ = ["ENGLISH", "Catalogue", "in_force", "load", "use"]
