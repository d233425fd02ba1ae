import uvicorn

if __name__ == "__main__":
    uvicorn.run("shop:app", host="0.0.0.0")
