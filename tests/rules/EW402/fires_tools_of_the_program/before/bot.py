import os

from tools.store import Store

Store().run(os.environ["TOKEN"])
