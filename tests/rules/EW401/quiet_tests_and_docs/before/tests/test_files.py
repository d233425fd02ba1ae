DATA_DIR = "/home/anna/data"


def test_open():
    assert open("C:\\Users\\anna\\x.txt")
