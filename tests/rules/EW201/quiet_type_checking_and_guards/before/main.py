from typing import TYPE_CHECKING

from dotenv import load_dotenv

import tool

if TYPE_CHECKING:
    from config import Settings

load_dotenv()
print(tool)
