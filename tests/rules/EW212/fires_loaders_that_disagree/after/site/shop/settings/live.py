from pathlib import Path

import environ

PACKAGE = Path(__file__).resolve().parent.parent
environ.Env.read_env(PACKAGE.parent / ".env.live")
