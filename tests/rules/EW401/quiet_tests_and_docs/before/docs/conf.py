ROOT = "/home/anna/docs"
