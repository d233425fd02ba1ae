from sqlalchemy import create_engine

from shop.config import DB_URL

engine = create_engine(DB_URL, echo=True)
