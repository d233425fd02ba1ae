import json

with open("quotes/quotes.json") as stream:
    QUOTES = json.load(stream)


def config_of(name):
    config = json.load(open("quotes/more.json"))
    return config[name]
