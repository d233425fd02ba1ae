import glob
from pathlib import Path

import cv2
import discord
from selenium import webdriver

faces = cv2.CascadeClassifier(str(Path(__file__).resolve().parent / "models" / "faces.xml"))
browser = webdriver.Chrome(executable_path=str(Path(__file__).resolve().parent / "chromedriver"))


async def logo(channel):
    await channel.send(file=discord.File(str(Path(__file__).resolve().parent / "img" / "logo.png")))
    return glob.glob(str(Path(__file__).resolve().parent / "img" / "*.png"))
