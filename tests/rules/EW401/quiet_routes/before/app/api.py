from fastapi import APIRouter

router = APIRouter(prefix="/projects")
LOGIN_PATH = "/login"


@router.get("/home/profile")
def profile():
    return {"path": "/home/anna/profile"}


@router.get("/data")
def data(path="/data/items"):
    return open(path).read() if path else None
