import os
from pathlib import Path

NOTES_PATH = str(Path(__file__).resolve().parent / "notes.txt")


def notes(base):
    if os.path.isfile(os.path.join(base, NOTES_PATH)):
        base = None
    return open(NOTES_PATH).read()
