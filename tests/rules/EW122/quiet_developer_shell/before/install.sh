#!/bin/sh
# in an activated environment
pip install -r requirements.txt
