import json

BOT_CONFIG = json.loads(open("bot.json").read())
