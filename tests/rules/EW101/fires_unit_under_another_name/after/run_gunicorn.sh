# installed as /etc/systemd/system/club.service

[Unit]
Description=Club
After=network.target

[Service]
User=club
WorkingDirectory=/srv/club
ExecStart=/srv/club/.venv/bin/gunicorn -w 4 -b 0.0.0.0:5000 app:app

[Install]
WantedBy=multi-user.target
