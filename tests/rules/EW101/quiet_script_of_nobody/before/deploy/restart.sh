cd /home/ubuntu/ferry
export PATH="/home/ubuntu/ferry/.venv/bin:$PATH"
gunicorn -w 2 -b 127.0.0.1:8000 ferry:app --daemon
sudo systemctl reload nginx
