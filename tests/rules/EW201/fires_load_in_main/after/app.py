import uvicorn
from fastapi import FastAPI
from dotenv import load_dotenv

load_dotenv()

from routers import users

app = FastAPI()
app.include_router(users.router)


def main():
    uvicorn.run(app)


if __name__ == "__main__":
    main()
