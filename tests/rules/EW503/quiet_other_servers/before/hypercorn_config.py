worker = 4
bind = "0.0.0.0:80"
log_level = "info"
