from app.main import application
