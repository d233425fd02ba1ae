import os
from pathlib import Path


def plugins():
    return [name for name in os.listdir(Path(__file__).resolve().parents[1] / 'plugins') if os.path.isfile(os.path.join(Path(__file__).resolve().parents[1] / 'plugins', name, 'main.py'))]


def save(name, data):
    with open(Path(__file__).resolve().parents[1] / "media" / "shots" / f"{name}.png", "wb") as file:
        file.write(data)


def style(name):
    with open(Path(__file__).resolve().parents[1] / "media" / "css" / f"{name}.css") as file:
        return file.read()


def shape(name):
    return (Path(__file__).resolve().parents[1] / f"media/shapes/{name}.json").read_text()
