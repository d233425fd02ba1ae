import os
from dataclasses import dataclass, field


def key():
    return os.environ["KEY"]


@dataclass
class Client:
    token: str = field(default_factory=lambda: os.getenv("TOKEN"))
