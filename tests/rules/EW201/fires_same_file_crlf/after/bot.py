# Grüße
import os
from dotenv import load_dotenv

load_dotenv()

TOKEN = os.getenv("TOKEN")  # für den Bot

print(TOKEN)
