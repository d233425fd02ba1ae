#!/bin/bash
VENV="$HOME/envs/shop"
python3 -m venv "$VENV"
if [ -f requirements.txt ]; then
    "$VENV/bin/python" -m pip install -r requirements.txt
fi
"$VENV/bin/python" manage.py migrate
