bind = ":8000"
workers = 3
worker_class = "gthread"
threads = 4
