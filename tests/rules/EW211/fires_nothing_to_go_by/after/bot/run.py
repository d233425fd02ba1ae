from pathlib import Path

from environs import Env

env = Env()
env.read_env(Path(__file__).resolve().parents[1] / "conf" / "bot.env")
TOKEN = env.str("TOKEN")
