from pathlib import Path

import environ

env = environ.Env()
environ.Env.read_env(Path(__file__).resolve().parents[1] / ".env")
SECRET_KEY = env("SECRET_KEY")
