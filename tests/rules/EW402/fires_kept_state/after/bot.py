import os
from pathlib import Path

import peewee
from telethon import TelegramClient
from tinydb import TinyDB
from tortoise import Tortoise

client = TelegramClient(str(Path(__file__).resolve().parent / "anon"), 12345, os.environ["API_HASH"])
seen = TinyDB(Path(__file__).resolve().parent / "seen.json")
base = peewee.SqliteDatabase(str(Path(__file__).resolve().parent / "people.db"))


async def main():
    await Tortoise.init(db_url="sqlite://orders.sqlite3", modules={"models": ["bot.models"]})
