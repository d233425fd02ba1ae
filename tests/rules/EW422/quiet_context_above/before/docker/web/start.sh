exec python /app/main.py
