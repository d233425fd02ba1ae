#!/bin/sh
/srv/mill/venv/bin/pip install -r /srv/mill/requirements.txt
