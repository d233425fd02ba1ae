DB_URL = "sqlite:///./shop.db"
