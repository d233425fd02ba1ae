#!/bin/bash
source venv/bin/activate
pip install -U "$1"
pip3 freeze --exclude-editable > requirements/base.txt
python -m pip list --format=freeze >> "requirements_all.txt"
