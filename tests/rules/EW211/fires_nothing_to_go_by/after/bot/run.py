from environs import Env
from pathlib import Path

env = Env()
env.read_env(Path(__file__).resolve().parents[1] / "conf" / "bot.env")
TOKEN = env.str("TOKEN")
