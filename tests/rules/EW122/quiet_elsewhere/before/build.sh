#!/bin/sh
apt-get install -y zip
pip install --target build/python -r requirements.txt
docker exec web pip install -r requirements.txt
conda run -n base pip install numpy
