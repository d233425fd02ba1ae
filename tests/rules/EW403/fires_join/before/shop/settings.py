import os

DATA = os.path.join(os.path.dirname(__file__), "..", "data")
TEMPLATES = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../templates"))
HERE = os.path.dirname(__file__)
