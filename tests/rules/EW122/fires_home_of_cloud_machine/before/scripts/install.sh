ls /home/ec2-user/ferry
pip install --no-cache-dir -r requirements.txt
