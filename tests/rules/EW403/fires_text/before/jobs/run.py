"""Runs the jobs."""

import sys
from os.path import abspath, dirname

sys.path.append(abspath(dirname(__file__) + "/.."))
