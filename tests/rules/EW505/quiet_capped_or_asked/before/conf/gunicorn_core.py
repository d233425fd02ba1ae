import multiprocessing
import os

cores = multiprocessing.cpu_count()
workers_per_core = float(os.getenv("WORKERS_PER_CORE", "1"))
web_concurrency = max(int(workers_per_core * cores), 2)
workers = web_concurrency
if workers > 8:
    workers = 8
