import os
from pathlib import Path

REPORTS = str(Path(__file__).resolve().parent / 'out') + '/'


def save(name, text):
    with open(REPORTS + name + '.txt', 'w') as file:
        file.write(text)
