import os

from dotenv import load_dotenv

import client

if os.path.exists(".env"):
    load_dotenv()

print(client.KEY)
