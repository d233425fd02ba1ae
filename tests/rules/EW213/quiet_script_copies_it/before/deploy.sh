#!/bin/sh
cp .env.production /srv/shop/.env
