from shop import prices


def create_app(flask):
    return prices.add_to(flask.Flask(__name__))
