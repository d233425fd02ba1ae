from pydantic_settings import BaseSettings


class Theme(BaseSettings):
    color: str = "#fff"


theme = Theme()
