import glob
from pathlib import Path

import cv2
import discord
from selenium import webdriver

BASE_DIR = Path(__file__).resolve().parent

faces = cv2.CascadeClassifier(str(BASE_DIR / "models" / "faces.xml"))
browser = webdriver.Chrome(executable_path=str(BASE_DIR / "chromedriver"))


async def logo(channel):
    await channel.send(file=discord.File(str(BASE_DIR / "img" / "logo.png")))
    return glob.glob(str(BASE_DIR / "img" / "*.png"))
