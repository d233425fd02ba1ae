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


cores = usable_cpus()
workers = int(os.environ.get("WEB_CONCURRENCY") or min(cores * 2 + 1, 12))
bind = "127.0.0.1:8000"
