REPORT = "/opt/reports-of-anna/daily.csv"
