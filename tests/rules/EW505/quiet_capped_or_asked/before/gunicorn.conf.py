import multiprocessing
import os

max_workers = int(os.environ.get("MAX", "8"))
workers = min(multiprocessing.cpu_count() * 2 + 1, max_workers)
