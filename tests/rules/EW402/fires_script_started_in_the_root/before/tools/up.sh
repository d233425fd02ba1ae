#!/bin/sh
docker compose --file=../compose.yml up
