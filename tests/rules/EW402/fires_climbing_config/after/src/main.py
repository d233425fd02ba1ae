from pathlib import Path

import yaml

if __name__ == "__main__":
    with open(Path(__file__).resolve().parents[1] / "config" / "config.yaml", "r") as file:
        print(yaml.safe_load(file))
