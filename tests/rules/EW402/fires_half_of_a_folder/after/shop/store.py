def connect(path):
    return path
