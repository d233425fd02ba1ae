#!/usr/bin/env python
import os
import sys

from dotenv import load_dotenv


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    from django.core.management import execute_from_command_line

    load_dotenv()

    import shop.settings

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
