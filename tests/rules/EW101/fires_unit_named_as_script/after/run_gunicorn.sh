[Unit]
Description=The tide table's web server
After=network.target

[Service]
User=tides
WorkingDirectory=/srv/tides
ExecStart=/srv/tides/.venv/bin/gunicorn -w 3 -b 127.0.0.1:8000 tides:app

[Install]
WantedBy=multi-user.target
