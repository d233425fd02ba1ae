#!/bin/sh
docker run -d --env-file .env shop
