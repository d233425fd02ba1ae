import os

port = os.environ["PORT"]
bind = f"0.0.0.0:{port}"
access_log_format = "%(h)s $5 %(r)s"
