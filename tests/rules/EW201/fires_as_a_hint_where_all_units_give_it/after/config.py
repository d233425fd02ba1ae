import os

KEY = os.environ.get("KEY", "dev")
