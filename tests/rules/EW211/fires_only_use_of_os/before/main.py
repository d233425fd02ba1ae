import logging
import os

from dotenv import load_dotenv

load_dotenv(os.path.join(os.getcwd(), ".env"))
logging.info("loaded")
