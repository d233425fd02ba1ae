#!/bin/bash
source venv/bin/activate
while true; do
    flask deploy
    if [[ "$?" == "0" ]]; then
        break
    fi
    sleep 5
done
exec gunicorn -b :5000 --access-logfile - shop:app --workers ${WEB_CONCURRENCY:-2}
