bind = "127.0.0.1:8000"
worker_class = "eventlet"  # for the sockets
workers = 1
