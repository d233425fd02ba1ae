"""What gunicorn starts."""

import settings_loader
from app.main import create_app

application = create_app()
