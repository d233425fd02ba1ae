import sys

import pandas as pd

sys.path.append("/opt/pipeline/loaders")


def load():
    return pd.read_csv("/opt/pipeline/data/rates.csv")
