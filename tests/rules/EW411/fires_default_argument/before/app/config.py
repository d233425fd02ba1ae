import yaml


def load(path="config/app.yaml", encoding="utf-8"):
    with open(path, encoding=encoding) as file:
        return yaml.safe_load(file)


CONFIG = load(encoding="latin-1")
