from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine

DATABASE_URL = f"sqlite:///{Path(__file__).resolve().parents[1] / 'shop.db'}"

engine = create_engine(DATABASE_URL, connect_args={"check_same_thread": False})
audit = create_async_engine(f"sqlite+aiosqlite:///{Path(__file__).resolve().parents[1] / 'data' / 'audit.db'}")
