import glob
import shutil

import discord


async def report(channel, folder):
    await channel.send(file=discord.File("report.png"))
    shutil.copy("chart.png", folder)
    return glob.glob("*.png") + glob.glob(folder + "/*.png")
