import os

HERE = os.path.dirname(os.path.realpath(__file__))
CACHE = os.path.join(HERE, "..", "cache")
