from dotenv import load_dotenv

from helpers import Client, key


def main():
    load_dotenv()
    print(key(), Client().token)


if __name__ == "__main__":
    main()
