import csv
import sqlite3

from shop import settings
from shop.settings import Store


def rates():
    with open(settings.RATES) as file:
        return list(csv.reader(file))


def orders():
    return sqlite3.connect(Store.FILE).execute("select * from orders").fetchall()
