from dotenv import load_dotenv
from fastapi import FastAPI
from routers import users


def configure():
    load_dotenv()


def main():
    configure()


app = FastAPI()
app.include_router(users.router)

main()
