import sqlite3


class Store:
    def run(self, token):
        self.base = sqlite3.connect("store.db")
