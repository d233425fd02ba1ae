bind = '0.0.0.0:5005'
workers = 1
accesslog = '-'
