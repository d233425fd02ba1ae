import yaml


def load():
    return yaml.safe_load(open("/opt/pipeline/loaders/config.yml"))
