"""Rival, as in a tutorial: FastAPI, and a SQLModel session with a commit for every question."""

import json
import sys
import tempfile
from pathlib import Path

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, create_engine


class Question(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    command_id: str
    text: str


app = FastAPI()
folder = tempfile.TemporaryDirectory()
engine = create_engine(f"sqlite:///{Path(folder.name) / 'questions.db'}")


@event.listens_for(engine, "connect")
def as_safe_as_the_product(connection, _):
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


SQLModel.metadata.create_all(engine)


@app.websocket("/ws")
async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    try:
        while True:
            frame = json.loads(await websocket.receive_text())
            with Session(engine) as session:
                session.add(Question(command_id=frame["id"], text=frame["args"]["text"]))
                session.commit()
            await websocket.send_text(json.dumps({"t": "ack", "id": frame["id"], "seq": 0}))
    except WebSocketDisconnect:
        pass


uvicorn.run(
    app,
    port=int(sys.argv[1]),
    loop="uvloop",
    log_level="error",
    ws_per_message_deflate=False,
    ws_ping_interval=None,
)
