from multiprocessing import cpu_count

cores = cpu_count()
workers = (
    cores * 2
    + 1
)
bind = "127.0.0.1:8000"
