import os
from pathlib import Path

import peewee
from telethon import TelegramClient
from tinydb import TinyDB
from tortoise import Tortoise

BASE_DIR = Path(__file__).resolve().parent

client = TelegramClient(str(BASE_DIR / "anon"), 12345, os.environ["API_HASH"])
seen = TinyDB(BASE_DIR / "seen.json")
base = peewee.SqliteDatabase(str(BASE_DIR / "people.db"))


async def main():
    await Tortoise.init(db_url="sqlite://orders.sqlite3", modules={"models": ["bot.models"]})
