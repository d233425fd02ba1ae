import os


class AuthHandler:
    secret = os.getenv("JWT_SECRET")
