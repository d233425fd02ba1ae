from shop import prices


def extend(app):
    return prices.add_to(app)
