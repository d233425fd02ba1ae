from app import config


def create_app():
    import load_env  # noqa: F401

    return config.SECRET_KEY
