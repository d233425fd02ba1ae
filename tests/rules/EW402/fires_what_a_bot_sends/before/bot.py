import glob

import cv2
import discord
from selenium import webdriver

faces = cv2.CascadeClassifier("models/faces.xml")
browser = webdriver.Chrome(executable_path="./chromedriver")


async def logo(channel):
    await channel.send(file=discord.File("img/logo.png"))
    return glob.glob("img/*.png")
