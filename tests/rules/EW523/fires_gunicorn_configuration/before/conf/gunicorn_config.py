import multiprocessing

# the platform says which port
bind = "0.0.0.0:$PORT"
workers = 3
