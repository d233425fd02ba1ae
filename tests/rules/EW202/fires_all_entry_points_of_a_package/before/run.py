from pathlib import Path

from dotenv import load_dotenv

load_dotenv(Path(__file__).resolve().parent / ".env")

from shop import settings

if __name__ == "__main__":
    print(settings.SECRET_KEY)
