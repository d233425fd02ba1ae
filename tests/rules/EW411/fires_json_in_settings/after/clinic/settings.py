import json
import os
from pathlib import Path

with open(os.getenv("CLINIC_PATH") or Path(__file__).resolve().parent / "clinic.json") as stream:
    CLINIC = json.load(stream)
