RATES = "data/rates.csv"
PAGE_SIZE = 20


class Store:
    FILE = "data/shop.db"
