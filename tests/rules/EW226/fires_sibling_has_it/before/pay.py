import os

from dotenv import load_dotenv

load_dotenv()
HOOK = os.environ["HOOK_SECRET"]
