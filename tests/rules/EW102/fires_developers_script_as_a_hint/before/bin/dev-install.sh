#!/bin/bash
# Fills the development machine's environment.
set -e
/opt/venvs/press/bin/pip install -r requirements/develop.txt
