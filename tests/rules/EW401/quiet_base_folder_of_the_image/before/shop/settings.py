BASE_DIR = "/srv/shop"
