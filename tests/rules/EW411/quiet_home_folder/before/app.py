import yaml

with open("/home/anna/shop/config.yml") as file:
    CONFIG = yaml.safe_load(file)
