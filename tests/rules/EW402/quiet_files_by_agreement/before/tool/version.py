from pathlib import Path


def version():
    return Path("pyproject.toml").read_text(), open("requirements.txt").read()
