import argparse
import os
import sqlite3

DATA_DIR = os.getenv("DATA_DIR", "data")
NAMES = os.listdir(DATA_DIR)


def load(path="data/rates.json"):
    return open(path).read()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--file", default="data/rates.json")
    options = parser.parse_args()
    return open(options.file), sqlite3.connect(":memory:")
