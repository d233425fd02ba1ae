from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=(Path(__file__).resolve().parents[1] / ".env", Path(__file__).resolve().parents[1] / ".env.local"))

    secret_key: str


settings = Settings()
