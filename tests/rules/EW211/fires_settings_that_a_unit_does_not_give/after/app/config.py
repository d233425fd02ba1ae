from pathlib import Path

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    secret_key: str

    class Config:
        env_file = Path(__file__).resolve().parents[1] / ".env"


settings = Settings()
