from pathlib import Path


def read(name):
    with (Path("data") / name).open(encoding="utf-8") as stream:
        return stream.read()


def everything():
    return sorted(Path("data").glob("*.csv"))
