#!/bin/sh
cat > /etc/systemd/system/club.service <<EOF
[Service]
ExecStart=/srv/club/venv/bin/gunicorn app:app
EOF
