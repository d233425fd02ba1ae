from environs import Env

env = Env()
env.read_env("conf/bot.env")
TOKEN = env.str("TOKEN")
