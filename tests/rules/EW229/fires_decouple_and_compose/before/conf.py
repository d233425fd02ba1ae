from decouple import config

TIMEOUT = config("TIMEOUT", cast=int)
