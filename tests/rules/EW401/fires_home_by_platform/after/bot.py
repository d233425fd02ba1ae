import os
import sys

if sys.platform == "darwin":
    SYSTEM_PATH = os.getenv("SYSTEM_PATH") or "/Users/marta/Documents/"
else:
    SYSTEM_PATH = os.getenv("SYSTEM_PATH") or "/home/pi/Documents/"

with open(SYSTEM_PATH + "keys.txt") as file:
    TOKEN = file.readline().strip()
