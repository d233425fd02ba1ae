#!/bin/sh
python3 -m venv .venv
