import os

UPLOADS = os.getenv("UPLOADS_PATH") or "/home/anna/projects/shop/uploads"
START = "/home/staff"
