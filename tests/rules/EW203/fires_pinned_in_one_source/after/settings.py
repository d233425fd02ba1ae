import os

from environs import Env

env = Env()
env.read_env()

DEBUG = env.bool("DEBUG", False)
TOKEN = env("TOKEN")
NAME = env("NAME", None)
REGION = env("REGION", "eu")
HOME = os.getenv("HOME")
