import os

KEY = os.environ["KEY"]


class Settings: ...
