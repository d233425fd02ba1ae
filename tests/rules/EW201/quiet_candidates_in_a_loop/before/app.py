import os

from dotenv import load_dotenv

for candidate in (os.getenv("SHOP_ENV_FILE"), "/etc/shop.env", "shop.env"):
    if candidate and os.path.isfile(candidate):
        load_dotenv(candidate)
        break

KEY = os.environ["KEY"]
