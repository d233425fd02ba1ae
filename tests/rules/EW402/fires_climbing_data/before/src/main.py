import csv

if __name__ == "__main__":
    with open("../data/titles.csv", "r") as file:
        print(list(csv.reader(file)))
