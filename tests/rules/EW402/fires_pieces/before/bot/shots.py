import os
from pathlib import Path


def plugins():
    return [name for name in os.listdir('plugins') if os.path.isfile(os.path.join('plugins', name, 'main.py'))]


def save(name, data):
    with open(os.path.join("media/shots", f"{name}.png"), "wb") as file:
        file.write(data)


def style(name):
    with open(Path("media/css") / f"{name}.css") as file:
        return file.read()


def shape(name):
    return Path(f"./media/shapes/{name}.json").read_text()
