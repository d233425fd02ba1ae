import csv

from shop import settings
from shop.settings import NAME, STATE


def rates(path=settings.RATES):
    with open(path) as file:
        return list(csv.reader(file))


def others():
    return [open(STATE).read(), (settings.BASE_DIR / "data" / NAME).read_text()]
