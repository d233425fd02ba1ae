host = "0.0.0.0"
port = 8000
num_workers = 4
timeout = 30
