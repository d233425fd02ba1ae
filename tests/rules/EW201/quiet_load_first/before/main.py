from dotenv import load_dotenv

load_dotenv()

from app.config import KEY  # noqa: E402

if __name__ == "__main__":
    print(KEY)
