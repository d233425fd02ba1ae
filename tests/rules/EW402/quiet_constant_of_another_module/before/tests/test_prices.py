from shop import settings


def test_prices():
    assert open(settings.FIXTURE).read()
