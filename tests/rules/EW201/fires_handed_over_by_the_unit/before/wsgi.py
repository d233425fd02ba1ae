"""What gunicorn starts."""

from app.main import create_app
import settings_loader

application = create_app()
