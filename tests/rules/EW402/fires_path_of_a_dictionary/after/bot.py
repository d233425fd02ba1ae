import json
from pathlib import Path

FILES = {
    'notice': str(Path(__file__).resolve().parent / 'data' / 'notice.json'),  # what was told already
    'texts': str(Path(__file__).resolve().parent / 'data' / 'texts.json'),
}


def told():
    with open(FILES['notice'], encoding='utf-8') as stream:
        return json.load(stream)


def texts():
    return json.load(open(file=FILES['texts'], encoding='utf-8'))
