import os
import sys

FONTS = ["/usr/share/fonts/noto.ttc", "/opt/fonts/noto.ttc"]


def binary():
    if sys.platform == "win32":
        candidates = ["C:\\Program Files\\convert\\convert.exe"]
    else:
        candidates = ["/opt/convert/convert"]
    return next((path for path in candidates if os.path.exists(path)), None)


def font():
    if os.path.exists("/opt/fonts/noto.ttc"):
        return open("/opt/fonts/noto.ttc", "rb")
    return None
