#!/bin/sh
docker build -f ci/Dockerfile -t shop backend
