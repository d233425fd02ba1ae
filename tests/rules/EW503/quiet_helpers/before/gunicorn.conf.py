import multiprocessing
from os import environ as env

host = env.get("HOST", "0.0.0.0")
port = env.get("PORT", "8000")
bind = f"{host}:{port}"
max_workers = int(env.get("MAX_WORKERS", "4"))
workers_per_core = 2
workers = min(multiprocessing.cpu_count() * workers_per_core, max_workers)
use_loglevel = env.get("LOG_LEVEL", "info")
loglevel = use_loglevel
_worker = "private"
app_name = "shop"
description = "like no setting at all"


def when_ready(server):
    worker = server.num_workers
    server.log.info("ready with %s", worker)


def on_start(server):
    pass
