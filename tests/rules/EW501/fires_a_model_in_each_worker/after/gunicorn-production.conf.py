"""gunicorn's settings for production: gunicorn -c gunicorn-production.conf.py shop:app"""

import os

# WEB_CONCURRENCY decides; each worker loads its own copy of the model.
workers = int(os.environ.get("WEB_CONCURRENCY") or 1)

# No proxy stands in front: threads let slow clients wait without holding a worker up.
worker_class = "gthread"
threads = 4

# Seconds that a worker may be silent before it is replaced: raise it for requests that take longer.
timeout = 30

# Docker kills a container 10 seconds after it asked it to stop: requests end before that.
graceful_timeout = 8

# The workers' heartbeat belongs in memory: a container's disk can block it.
worker_tmp_dir = "/dev/shm"
