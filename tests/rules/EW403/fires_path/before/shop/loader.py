from pathlib import Path

ROOT = (Path(__file__).parent / "..").resolve()
RATES = Path(__file__).parent.joinpath("..", "rates.json")
