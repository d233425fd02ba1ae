class Config:
    def __init__(self, name):
        self.name = name


def load_dotenv(name):
    return name
