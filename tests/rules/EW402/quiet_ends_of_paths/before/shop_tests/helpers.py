with open("fixtures/cart.json") as file:
    CART = file.read()
