#!/bin/sh
docker stop shop || true
docker build -t shop .
docker run -d --name shop -p 80:8000 shop
