#!/bin/bash
source venv/bin/activate
while true; do
    flask deploy
    if [[ "$?" == "0" ]]; then
        break
    fi
    sleep 5
done
exec gunicorn -c gunicorn-production.conf.py -b :5000 --access-logfile - shop:app
