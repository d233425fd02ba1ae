import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[1]


def plugins():
    return [name for name in os.listdir(BASE_DIR / 'plugins') if os.path.isfile(os.path.join(BASE_DIR / 'plugins', name, 'main.py'))]


def save(name, data):
    with open(BASE_DIR / "media" / "shots" / f"{name}.png", "wb") as file:
        file.write(data)


def style(name):
    with open(BASE_DIR / "media" / "css" / f"{name}.css") as file:
        return file.read()


def shape(name):
    return (BASE_DIR / f"media/shapes/{name}.json").read_text()
