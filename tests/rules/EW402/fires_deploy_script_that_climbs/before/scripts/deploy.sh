#!/bin/bash

set -e

VERSION=$1

docker compose -f ../compose.prod.yml build --build-arg VERSION="$VERSION"
docker compose -f ../compose.prod.yml up -d >> ../deploy.log
