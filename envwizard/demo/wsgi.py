"""What gunicorn starts."""

from dotenv import load_dotenv

from app.main import app

load_dotenv()

application = app
