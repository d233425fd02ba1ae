import logging
from pathlib import Path

handler = logging.FileHandler(Path(__file__).resolve().parent / "worker.log")
