bind = "0.0.0.0:8000"
wrokers = 4  # two per core
timeout = 60
