import multiprocessing
import os

# the platform says which port
bind = "0.0.0.0:" + os.environ.get("PORT", "8000")
workers = 3
