ORDERS_CSV = "/opt/etl/shop/exports/orders.csv"


def orders():
    with open(ORDERS_CSV) as file:
        return file.read()
