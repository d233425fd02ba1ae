import csv
from pathlib import Path

rows = []
for name in (str(Path(__file__).resolve().parent / "data" / "north.csv"), str(Path(__file__).resolve().parent / "data" / "south.csv")):
    with open(name) as file:
        rows += csv.reader(file)
