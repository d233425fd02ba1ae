"""gunicorn's settings for development: gunicorn -c conf/gunicorn-development.conf.py shop.wsgi"""

# This machine only.
bind = "127.0.0.1:8000"

# One process: breakpoints and the reloader need no more.
workers = 1

# Start again whenever a source file changes.
reload = True
