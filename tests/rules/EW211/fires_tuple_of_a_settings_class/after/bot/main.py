from bot.config import settings

print(settings.chat)
