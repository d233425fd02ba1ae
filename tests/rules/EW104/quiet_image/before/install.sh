#!/bin/sh
python3 -m venv --system-site-packages /opt/other
