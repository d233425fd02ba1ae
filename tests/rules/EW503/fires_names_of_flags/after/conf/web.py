import os

bind = "unix:/run/shop.sock"
workers = 3
loglevel = "warning"
keepalive = 5
preload_app = True
max_requests = 1000

if os.environ.get("QUIET"):
    loglevel = "error"
