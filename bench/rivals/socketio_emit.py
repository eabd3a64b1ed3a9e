"""Rival: python-socketio, with all clients in one room and one `emit` to it."""

import sys

import socketio
import uvicorn

server = socketio.AsyncServer(async_mode="asgi", ping_interval=600)


@server.event
async def connect(sid, environ):
    await server.enter_room(sid, "hall")


@server.event
async def say(sid, text):
    await server.emit("say", text, room="hall")


uvicorn.run(
    socketio.ASGIApp(server),
    port=int(sys.argv[1]),
    loop="uvloop",
    log_level="error",
    ws_per_message_deflate=False,
    ws_ping_interval=None,
)
