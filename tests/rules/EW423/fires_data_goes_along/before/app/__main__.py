import json


def remember(seen):
    with open("seen.json", "w") as file:
        json.dump(seen, file)
