#!/bin/sh
pip install --user -U yt-dlp
exec gunicorn app:app
