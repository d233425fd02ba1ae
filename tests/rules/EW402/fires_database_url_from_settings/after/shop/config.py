from pathlib import Path

DB_URL = f"sqlite:///{Path(__file__).resolve().parents[1] / 'shop.db'}"
