from pathlib import Path

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    api_key: str

    class Config:
        env_file = Path(__file__).resolve().parents[2] / ".env"


settings = Settings()
