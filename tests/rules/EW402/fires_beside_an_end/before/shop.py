import os

NOTES_PATH = "notes.txt"


def notes(base):
    if os.path.isfile(os.path.join(base, NOTES_PATH)):
        base = None
    return open(NOTES_PATH).read()
