import environ

env = environ.Env()
environ.Env.read_env()
SECRET_KEY = env("SECRET_KEY")
