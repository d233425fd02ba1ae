import os

REPORTS = 'reports/out/'


def save(name, text):
    with open(REPORTS + name + '.txt', 'w') as file:
        file.write(text)
