uvicorn app.main:app
