# -*- coding: utf-8 -*-
"""Käse."""
from __future__ import annotations

from dotenv import find_dotenv, load_dotenv

NAME = "Käse"; load_dotenv(find_dotenv(usecwd=True))
