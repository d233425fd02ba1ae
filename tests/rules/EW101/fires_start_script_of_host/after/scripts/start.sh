cd /home/ec2-user/ferry
pip install -r requirements.txt
.venv/bin/gunicorn -w 2 -b 127.0.0.1:8000 ferry:app >/dev/null 2>&1 &
