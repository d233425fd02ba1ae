import sqlite3
from pathlib import Path


class Store:
    def run(self, token):
        self.base = sqlite3.connect(Path(__file__).resolve().parents[1] / "store.db")
