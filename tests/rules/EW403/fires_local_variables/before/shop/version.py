import os
from pathlib import Path


def version():
    current_dir = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(current_dir, '..', 'VERSION')) as file:
        return file.read().strip()


def assets():
    here = Path(__file__).resolve().parent
    return (here / ".." / "assets" / "ding.wav").resolve()
