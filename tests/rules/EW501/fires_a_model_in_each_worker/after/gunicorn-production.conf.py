"""gunicorn's settings for production: gunicorn -c gunicorn-production.conf.py shop:app"""

import os

# WEB_CONCURRENCY decides; each worker loads its own copy of the model.
workers = int(os.environ.get("WEB_CONCURRENCY") or 1)

# One request at a time in each worker, as before. No proxy takes slow clients on here:
# if the code is safe in threads, "gthread" with threads = 4 lets them wait without
# holding a worker up.
worker_class = "sync"

# By default Docker kills it 10 seconds after asking it to stop: requests end before.
graceful_timeout = 8

# The workers' heartbeat belongs in memory: a container's disk can block it.
worker_tmp_dir = "/dev/shm"
