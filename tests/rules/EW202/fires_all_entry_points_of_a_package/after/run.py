# First of all: it loads the env file.
import shop.env

from shop import settings

if __name__ == "__main__":
    print(settings.SECRET_KEY)
