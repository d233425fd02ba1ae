import csv

rows = []
for name in ("data/north.csv", "data/south.csv"):
    with open(name) as file:
        rows += csv.reader(file)
