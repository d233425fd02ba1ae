"""The nightly sales report."""

import os

from dotenv import load_dotenv

load_dotenv(".env.production")


def main():
    print("report for", os.environ["DATABASE_FILE"])


if __name__ == "__main__":
    main()
