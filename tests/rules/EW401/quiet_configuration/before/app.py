import yaml

with open("/opt/shop/config.yml") as file:
    CONFIG = yaml.safe_load(file)
