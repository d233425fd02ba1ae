from dotenv import load_dotenv

load_dotenv()

import config


def application(environ, start_response):
    start_response("200 OK", [])
    return [config.KEY.encode()]
