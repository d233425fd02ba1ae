#!/bin/bash
set -e
cp .env.example .env
pip install -r requirements.txt
