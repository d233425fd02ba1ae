import os

BASE = os.path.dirname(os.path.abspath(__file__))
NOTES_PATH = "notes.txt"
TERMS_PATH = "local/terms.txt"


def notes():
    if not os.path.isfile(os.path.join(BASE, TERMS_PATH)):
        raise RuntimeError(f"{TERMS_PATH}: write down the terms first, see docs/terms.md")
    with open(os.path.join(BASE, NOTES_PATH)) as file:
        return file.read()


def picture_path(instance, filename):
    picture_dir = "pictures"
    return f"{picture_dir}/{instance.pk}_{filename}"


def sound_path(instance, filename):
    sound_dir = "sounds"
    name = f"{sound_dir}/{instance.pk}_{filename}"
    check(name)
    return name
