# Grüße
import os
from dotenv import load_dotenv

TOKEN = os.getenv("TOKEN")  # für den Bot

load_dotenv()
print(TOKEN)
