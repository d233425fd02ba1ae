import os

import telebot

# TOKEN = os.environ["BOT_TOKEN"]
TOKEN = "7204118563:AAHq3vT9wLx0ZbE5nYcRk2mUoPd8sGfJ1iW"
bot = telebot.TeleBot(TOKEN)
MAP_KEY = "AIzaSyB7q3vT9wLx0ZbE5nYcRk2mUoPd8sGfJ1i"
os.makedirs("data", exist_ok=True)
