import configparser
import os


class FromEnvironment(configparser.BasicInterpolation):
    def before_get(self, parser, section, option, value, defaults):
        return os.environ.get(option.upper(), value)


SETTINGS = configparser.ConfigParser(interpolation=FromEnvironment())
SETTINGS.read("settings.ini")
