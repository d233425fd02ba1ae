import yaml

with open("../config/app.yaml") as file:
    CONFIG = yaml.safe_load(file)
