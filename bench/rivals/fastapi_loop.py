"""Rival, as in a tutorial: FastAPI, a list of sockets, `await ws.send_text()` for each."""

import sys

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
hall: list[WebSocket] = []


@app.websocket("/ws")
async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    hall.append(websocket)
    try:
        while True:
            text = await websocket.receive_text()
            for one in hall:
                await one.send_text(text)
    except WebSocketDisconnect:
        hall.remove(websocket)


uvicorn.run(
    app,
    port=int(sys.argv[1]),
    loop="uvloop",
    log_level="error",
    ws_per_message_deflate=False,
    ws_ping_interval=None,
)
