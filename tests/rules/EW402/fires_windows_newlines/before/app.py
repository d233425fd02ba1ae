import os
import json

BASE = os.path.dirname(os.path.abspath(__file__))
RATES = json.load(open("rates.json"))
