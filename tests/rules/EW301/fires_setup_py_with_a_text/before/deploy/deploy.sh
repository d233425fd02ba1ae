#!/bin/bash
. venv/bin/activate
pip install .
