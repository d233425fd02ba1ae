import os

preload_app = True
reload = bool(os.environ.get("RELOAD"))
