from shelf.settings import TITLE


def application(environ, start_response):
    start_response("200 OK", [])
    return [TITLE.encode()]
