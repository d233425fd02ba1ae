#!/bin/bash
/srv/shop/venv/bin/pip install -r requirements.txt
