bind = "127.0.0.1:8000"
worker_class = "gthread"  # for the sockets
threads = 100
workers = 1
