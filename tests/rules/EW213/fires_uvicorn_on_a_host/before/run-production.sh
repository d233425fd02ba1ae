#!/bin/sh
cd "$(dirname "$0")"
exec .venv/bin/uvicorn web:app --port 8000
