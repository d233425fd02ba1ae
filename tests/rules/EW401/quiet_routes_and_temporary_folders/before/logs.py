import os
import tempfile

folder = f"{tempfile.gettempdir()}/engine_logs"
os.makedirs(folder, exist_ok=True)
