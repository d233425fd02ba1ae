#!/bin/bash
set -a
source .env
exec gunicorn shop:app
