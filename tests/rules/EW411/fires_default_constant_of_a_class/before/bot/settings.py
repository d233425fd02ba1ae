import configparser

PATH = "bot.ini"


class Settings:
    def __init__(self, path=PATH):
        self.parser = configparser.ConfigParser()
        self.parser.read(path)


settings = Settings()
