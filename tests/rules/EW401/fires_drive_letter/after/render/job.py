import os
import subprocess


class RenderJob:
    # Only without the package manager.
    EXECUTABLE = os.getenv("EXECUTABLE_PATH") or "D:\\tools\\render\\render.exe"

    def submit(self, scene):
        subprocess.run([self.EXECUTABLE, scene], check=True)
