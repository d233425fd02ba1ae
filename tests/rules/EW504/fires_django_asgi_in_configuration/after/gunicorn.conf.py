bind = ":8000"
workers = 3
worker_class = "uvicorn.workers.UvicornWorker"
threads = 4
