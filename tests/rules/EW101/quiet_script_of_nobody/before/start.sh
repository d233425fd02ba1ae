cd "$(dirname "$0")"
gunicorn -w 2 -b 127.0.0.1:8000 ferry:app
