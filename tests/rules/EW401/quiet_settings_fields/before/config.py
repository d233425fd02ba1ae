from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    data_dir: str = "/app/data"
    log_config_file: str = "/src/logging.ini"
