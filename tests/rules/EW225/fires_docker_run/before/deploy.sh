#!/bin/sh
docker run -d --env-file prod.env shop
