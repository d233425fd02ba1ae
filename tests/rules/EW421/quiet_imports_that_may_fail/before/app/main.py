import celery
from typing import TYPE_CHECKING

from app import core
from . import celery as tasks

try:
    import devtools
except ImportError:
    devtools = None

if TYPE_CHECKING:
    import stubs


def later():
    import devtools
