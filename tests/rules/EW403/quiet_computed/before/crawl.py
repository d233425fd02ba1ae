import os
from pathlib import Path

name = "one"


def save(kind):
    name = "two"
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", f"{name}.json")
    there = Path(__file__).parent / ".." / kind / "x.json"
    return here, there, Path(__file__).parent.joinpath("..", name)
