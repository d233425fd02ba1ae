import json
import tomllib
from pathlib import Path

COURSES = json.load(open("data/courses.json"))
VERSION = tomllib.loads(Path("pyproject.toml").read_text())["project"]["version"]
