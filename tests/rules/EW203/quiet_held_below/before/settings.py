import os

from environs import Env

env = Env()
env.read_env()

DEBUG = env.bool("DEBUG", False)
TOKEN = os.environ["TOKEN"]
NAME = os.getenv("NAME")
REGION = os.getenv("REGION", "eu")
HOME = os.getenv("HOME")
