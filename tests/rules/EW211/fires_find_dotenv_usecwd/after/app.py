# -*- coding: utf-8 -*-
"""Käse."""
from __future__ import annotations

from dotenv import find_dotenv, load_dotenv
from pathlib import Path

NAME = "Käse"; load_dotenv(Path(__file__).resolve().parent / ".env")
