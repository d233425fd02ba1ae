from environs import env

env.read_env()
TOKEN = env("TOKEN")
