import sys

if sys.platform == "darwin":
    SYSTEM_PATH = "/Users/marta/Documents/"
else:
    SYSTEM_PATH = "/home/pi/Documents/"

with open(SYSTEM_PATH + "keys.txt") as file:
    TOKEN = file.readline().strip()
