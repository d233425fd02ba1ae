import csv
from pathlib import Path

if __name__ == "__main__":
    with open(Path(__file__).resolve().parents[1] / "data" / "titles.csv", "r") as file:
        print(list(csv.reader(file)))
