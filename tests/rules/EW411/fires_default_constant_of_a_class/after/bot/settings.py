import configparser
import os
from pathlib import Path

PATH = str(Path(os.getenv("BOT_PATH") or Path(__file__).resolve().parents[1] / "bot.ini"))


class Settings:
    def __init__(self, path=PATH):
        self.parser = configparser.ConfigParser()
        self.parser.read(path)


settings = Settings()
