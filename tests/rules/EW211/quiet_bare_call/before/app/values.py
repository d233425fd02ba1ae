from dotenv import dotenv_values

VALUES = dotenv_values()
