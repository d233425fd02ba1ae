import os

SHARED = os.path.join(os.path.dirname(__file__), "..", "shared")
name = os.path.join("a", "..", "b")
url = "/api" + "/.."
