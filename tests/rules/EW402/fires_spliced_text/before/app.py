import gensim

DATA_PATH = "data"
VECTORS = gensim.models.KeyedVectors.load(f"{DATA_PATH}/vectors.kv")


def model(name):
    return open(DATA_PATH + "/models/" + name, "rb")
