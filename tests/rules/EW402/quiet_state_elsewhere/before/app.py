import os

import duckdb
from PIL import ImageFont
from tinydb import TinyDB
from tinydb.storages import MemoryStorage
from tortoise import Tortoise

base = duckdb.connect(":memory:")
seen = TinyDB(storage=MemoryStorage)
kept = TinyDB(os.environ["STATE_FILE"])
font = ImageFont.truetype("DejaVuSans.ttf", 12)


async def main():
    await Tortoise.init(db_url=os.getenv("DB", "sqlite://orders.sqlite3"), modules={})
    await Tortoise.init(db_url="sqlite://:memory:", modules={})
