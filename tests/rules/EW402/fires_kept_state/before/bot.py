import os

import peewee
from telethon import TelegramClient
from tinydb import TinyDB
from tortoise import Tortoise

client = TelegramClient("anon", 12345, os.environ["API_HASH"])
seen = TinyDB("seen.json")
base = peewee.SqliteDatabase("people.db")


async def main():
    await Tortoise.init(db_url="sqlite://orders.sqlite3", modules={"models": ["bot.models"]})
