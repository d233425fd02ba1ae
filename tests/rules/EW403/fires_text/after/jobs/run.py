"""Runs the jobs."""

import sys
from os.path import abspath, dirname
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
