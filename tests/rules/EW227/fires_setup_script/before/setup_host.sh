#!/bin/bash
cat > /srv/shop/.env <<EOF
DEBUG=0
BOT_TOKEN=5140887213:AAGh6tqP0cXn3fVr8sYwLz1uKb7dMe5oJi2
EOF
