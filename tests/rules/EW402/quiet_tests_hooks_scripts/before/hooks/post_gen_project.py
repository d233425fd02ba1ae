from pathlib import Path

Path("README.md").write_text("")
