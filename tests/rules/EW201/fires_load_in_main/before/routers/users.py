from auth import AuthHandler

router = AuthHandler()
