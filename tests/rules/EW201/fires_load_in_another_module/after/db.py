import os

engine = os.environ["DB"]
