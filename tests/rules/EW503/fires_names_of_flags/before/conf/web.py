import os

bind = "unix:/run/shop.sock"
workers = 3
log_level = "warning"
keep_alive = 5
preload = True
max_request = 1000

if os.environ.get("QUIET"):
    log_level = "error"
