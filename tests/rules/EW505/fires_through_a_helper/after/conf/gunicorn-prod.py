import os
from multiprocessing import cpu_count

cores = cpu_count()
workers = int(os.environ.get("WEB_CONCURRENCY") or min(cores * 2 + 1, 12))
bind = "127.0.0.1:8000"
