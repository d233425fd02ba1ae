import pandas as pd

import shop.places


def daily():
    return pd.read_csv(shop.places.REPORT)
