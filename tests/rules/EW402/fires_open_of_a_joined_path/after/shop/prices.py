from pathlib import Path


def read(name):
    with (Path(__file__).resolve().parents[1] / "data" / name).open(encoding="utf-8") as stream:
        return stream.read()


def everything():
    return sorted((Path(__file__).resolve().parents[1] / "data").glob("*.csv"))
