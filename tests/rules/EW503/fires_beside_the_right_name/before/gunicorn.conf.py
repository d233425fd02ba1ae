worker = 2
workers = 4
bind = ":8000"
