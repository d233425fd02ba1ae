import os
from functools import lru_cache

from pydantic_settings import BaseSettings, SettingsConfigDict

FOLDER = "./envs"
STAGE = os.getenv("STAGE", "local")
FILES = (f"{FOLDER}/common.env", f"{FOLDER}/{STAGE}.env")


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=FILES, extra="ignore")

    token: str
    chat: int = 0


@lru_cache
def get_settings() -> Settings:
    return Settings()


settings = get_settings()
