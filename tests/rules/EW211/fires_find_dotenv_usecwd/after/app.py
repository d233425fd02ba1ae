# -*- coding: utf-8 -*-
"""Käse."""
from __future__ import annotations

from pathlib import Path

from dotenv import find_dotenv, load_dotenv

NAME = "Käse"; load_dotenv(Path(__file__).resolve().parent / ".env")
