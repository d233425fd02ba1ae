import os
from pathlib import Path

LIMITS = str(Path(os.getenv("LIMITS_PATH") or Path(__file__).resolve().parents[1] / "config" / "limits.yaml"))
