import os

ORDERS_CSV = os.getenv("ORDERS_PATH") or "/opt/etl/shop/exports/orders.csv"


def orders():
    with open(ORDERS_CSV) as file:
        return file.read()
