"""gunicorn's settings for production: gunicorn -c gunicorn-production.conf.py wsgi:application"""

import os
from pathlib import Path


def usable_cpus():
    """Count the processors that may be used: by affinity and by a container's quota."""
    if hasattr(os, "process_cpu_count"):  # Python 3.13 and later
        count = os.process_cpu_count() or 1
    elif hasattr(os, "sched_getaffinity"):  # Linux
        count = len(os.sched_getaffinity(0))
    else:
        count = os.cpu_count() or 1
    try:  # cgroup v2: "<quota> <period>", or "max <period>"
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        return min(count, max(1, int(quota) // int(period)))
    except (OSError, ValueError):  # no quota
        return count


# All interfaces, on the port that PORT names.
bind = f"0.0.0.0:{os.environ.get('PORT', '8000')}"

# WEB_CONCURRENCY decides; else two for each processor and one more, 12 at most.
workers = int(os.environ.get("WEB_CONCURRENCY") or min(2 * usable_cpus() + 1, 12))
