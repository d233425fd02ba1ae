import asyncio

import discord
import uvicorn
from fastapi import FastAPI

app = FastAPI()
client = discord.Client(intents=discord.Intents.default())


async def main():
    server = uvicorn.Server(uvicorn.Config(app, host="0.0.0.0", port=8000))
    await asyncio.gather(client.start("token"), server.serve())


if __name__ == "__main__":
    asyncio.run(main())
