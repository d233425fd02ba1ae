import os


class Engine:
    url = os.environ["DATABASE_URL"]


engine = Engine()
