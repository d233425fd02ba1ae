ls /home/ec2-user/ferry
python3 -m venv .venv
.venv/bin/python -m pip install --no-cache-dir -r requirements.txt
