import os

NAME = os.getenv("NAME")
