from dotenv import load_dotenv
from fastapi import FastAPI

load_dotenv()

from routers import users


def configure():
    load_dotenv()


def main():
    configure()


app = FastAPI()
app.include_router(users.router)

main()
