import sqlite3
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def connect():
    return sqlite3.connect('bot.db')
