worker = 4
log_level = "info"
