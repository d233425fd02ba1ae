import os

import yaml

CONFIG = yaml.safe_load(open(os.getenv("CONFIG_PATH", "config/app.yaml")))
