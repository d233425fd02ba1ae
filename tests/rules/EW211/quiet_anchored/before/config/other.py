from dotenv import load_dotenv

from config.settings import BASE_DIR

load_dotenv(BASE_DIR / ".env")
