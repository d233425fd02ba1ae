#!/bin/sh
pip freeze
pip freeze > build/installed.txt
pip freeze > requirements.lock
pip freeze | grep -i flask
pip freeze > /tmp/requirements.txt
pip-compile --output-file requirements.txt requirements.in
