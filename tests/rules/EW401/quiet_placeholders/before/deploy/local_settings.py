STATIC_ROOT = "/home/%(user)s/static"
MEDIA_ROOT = "/home/{user}/media"
LOG_DIR = "/home/$USER/logs"
