import sys
from pathlib import Path

import pandas as pd

sys.path.append(str(Path(__file__).resolve().parent))


def load():
    return pd.read_csv(Path(__file__).resolve().parents[1] / "data" / "rates.csv")
