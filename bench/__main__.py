"""`python -m bench [phones]`: a hall that joins and sends within one second, on a server of its own.

Prints the time to join, the acknowledgements' p50 and p99, and the server's memory per phone. The
phones speak the public protocol and share nothing with the server's code.
"""

import asyncio
import json
import os
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import websockets
from websockets.asyncio.client import ClientConnection

PORT = 8931
BASE = f"http://127.0.0.1:{PORT}"


def start(folder: str) -> tuple[subprocess.Popen[str], dict[str, str]]:
    environment = {**os.environ, "SUMME_PORT": str(PORT), "SUMME_DATA": folder, "SUMME_PUBLIC_URL": BASE}
    server = subprocess.Popen(
        [sys.executable, "-m", "app", "serve"], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    links: dict[str, str] = {}
    for line in server.stdout:
        if match := re.match(r"\s+(Join|Console|Home)\s+(\S+)", line):
            links[match[1]] = match[2]
        if "Home" in links:
            break
    return server, links


def resident_kib(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1])  # type: ignore[index]


async def until(socket: ClientConnection, kind: str, id: str | None = None) -> None:
    while True:
        frame = json.loads(await socket.recv())
        if frame["t"] == kind and (id is None or frame["id"] == id):
            return
        if frame["t"] in ("bye", "reject"):
            raise RuntimeError(str(frame))


async def sit(code: str, **hello: str) -> ClientConnection:
    socket = await websockets.connect(
        f"ws://127.0.0.1:{PORT}/ws/{code}", origin=websockets.Origin(BASE), compression=None
    )
    await socket.send(json.dumps({"t": "hello", "v": 1, **hello}))
    await until(socket, "snapshot")
    return socket


async def send_one(socket: ClientConnection, n: int, spread_s: float) -> float:
    await asyncio.sleep(spread_s)
    id = secrets.token_hex(16)
    begun = time.perf_counter()
    text = f"Hvem ejer effekten, når projekt {n} er slut?"
    await socket.send(json.dumps({"t": "cmd", "id": id, "do": "ask_question", "args": {"text": text}}))
    await until(socket, "ack", id)
    return (time.perf_counter() - begun) * 1000


async def main(phones: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        server, links = start(folder)
        try:
            code = links["Join"].rsplit("/", 1)[1]
            key = links["Console"].partition("#key=")[2]
            desk = await sit(code, role="console", key=key, device="bench")
            id = secrets.token_hex(16)
            step = {"was": "lobby", "to": "collect"}
            await desk.send(json.dumps({"t": "cmd", "id": id, "do": "enter_step", "args": step}))
            await until(desk, "ack", id)
            before = resident_kib(server.pid)
            begun = time.perf_counter()
            hall = await asyncio.gather(
                *(sit(code, role="phone", token=secrets.token_hex(16)) for _ in range(phones))
            )
            joined = time.perf_counter() - begun
            memory = (resident_kib(server.pid) - before) / phones
            times = sorted(await asyncio.gather(*(send_one(s, n, n / phones) for n, s in enumerate(hall))))
            p99 = times[int(len(times) * 0.99) - 1]
            print(f"phones {phones}; all joined in {joined:.2f} s; memory {memory:.1f} KiB a phone")
            print(f"acknowledged: p50 {statistics.median(times):.1f} ms, p99 {p99:.1f} ms, all {len(times)}")
            for socket in hall:
                await socket.close()
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500))
