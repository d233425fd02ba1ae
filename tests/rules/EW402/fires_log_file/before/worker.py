import logging

handler = logging.FileHandler("worker.log")
