"""Commands in a real terminal: the output at start, stop and failure, Ctrl+C, closed output."""

import json
import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from tests.client import Client
from tests.moving_computer import MovingServer
from tests.server import PATIENCE_S, ROOT, Server, eventually
from tests.tiers import rest_long

pytestmark = pytest.mark.process
CTRL_C = b"\x03"
STOPPED = "Summe has stopped. Everything it has received is kept in"


class Terminal:
    """A command in a pseudo-terminal of its own; `text` is all that it has written there."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._own, its = pty.openpty()
        attributes = termios.tcgetattr(its)
        attributes[3] &= ~termios.ECHO
        termios.tcsetattr(its, termios.TCSANOW, attributes)
        self.process = subprocess.Popen(
            [sys.executable, *command],
            env=environment,
            cwd=ROOT,
            stdin=its,
            stdout=its,
            stderr=its,
            preexec_fn=_take_terminal,
        )
        os.close(its)
        self.text = ""

    def read_until(self, wanted: str) -> None:
        """Read until the text matches this pattern; raises AssertionError when the command ends before."""
        while not re.search(wanted, self.text):
            assert self._read(), self.text

    def press(self, keys: bytes) -> None:
        os.write(self._own, keys)

    def end(self) -> int:
        """Read all that is left; returns the exit code."""
        while self._read():
            pass
        os.close(self._own)
        return self.process.wait(timeout=30)

    def _read(self) -> bool:
        readable, _, _ = select.select([self._own], [], [], PATIENCE_S)
        assert readable, f"nothing more was written: {self.text}"
        try:
            part = os.read(self._own, 65_536)
        except OSError:  # on Linux: the other end has been closed
            return False
        self.text += part.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(part)


def _take_terminal() -> None:
    os.setsid()
    import fcntl

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.fixture
def one(tmp_path: Path) -> Server:
    """A server that has not been started."""
    return Server(tmp_path / "data", host="127.0.0.1")


@contextmanager
def connections(server: Server) -> Iterator[None]:
    """A seated phone, a connection without a hello, a half-sent request, and a half-sent handshake."""
    address = ("127.0.0.1", server.port)
    host = f"Host: 127.0.0.1:{server.port}"
    with ExitStack() as stack:
        for text in (
            f"POST /api/sessions HTTP/1.1\r\n{host}\r\nContent-Length: 9\r\n\r\n{{",
            f"GET /ws/{server.code} HTTP/1.1\r\n{host}\r\nUpgrade: websocket\r\n",
        ):
            stack.enter_context(closing(socket.create_connection(address))).sendall(text.encode())
        stack.enter_context(closing(Client(server)))
        seated = stack.enter_context(closing(Client(server, role="phone", token="a" * 32, lang="da")))
        seated.receive("snapshot")
        yield


def start(one: Server, *command: str) -> Terminal:
    """Run a command that serves in a terminal, and read its links."""
    terminal = Terminal(["-m", "app", *command], one.environment)
    terminal.read_until(r"Home .*\n")
    one.links = {
        name.lower(): link for name, link in re.findall(r"(Join|Board|Console) +(\S+)", terminal.text)
    }
    return terminal


@pytest.mark.parametrize("command", rest_long(["serve", "run"]))
def test_ctrl_c_pressed_twice_ends_a_server_with_open_connections_and_says_how_to_go_on(
    command: str, one: Server
) -> None:
    terminal = start(one, command)
    with connections(one):
        terminal.press(CTRL_C)
        terminal.press(CTRL_C)
        assert terminal.end() == 0
    before, _, after = terminal.text.partition("Stop with Ctrl+C.\n")
    assert "Join" in before
    assert after == f"\n{STOPPED} {one.folder};\nstart it with the same command to go on where it was.\n"


def test_a_terminal_is_shown_the_links_again_when_the_computer_has_moved(tmp_path: Path) -> None:
    computer = MovingServer(tmp_path / "data")
    terminal = Terminal([*computer.program[1:], "serve"], computer.environment)
    terminal.read_until(r"Network   This computer is on no network(.|\n)*Home +http://127\.0\.0\.1:\d+/#key=")
    for ip in ("192.168.1.23", "10.20.4.17"):
        computer.moves(ip)
        links = rf"serving on {computer.at(ip)} now\.(.|\n)*█(.|\n)*Board +{computer.at(ip)}/\w+/board#key="
        terminal.read_until(rf"{links}(.|\n)*Home +{computer.at(ip)}/#key=")
    computer.moves()
    terminal.read_until(r"10\.20\.4\.17(.|\n)*Network   This computer is on no network")
    terminal.press(CTRL_C)
    assert terminal.end() == 0


def test_ctrl_c_while_a_command_loads_leaves_no_traceback(one: Server) -> None:
    terminal = Terminal(["-X", "importtime", "-m", "app", "serve"], one.environment)
    terminal.read_until(r"\| +starlette\n")
    terminal.press(CTRL_C)
    assert terminal.end() == 130
    assert "Traceback" not in terminal.text


def test_a_demo_says_what_to_open_and_shows_how_the_hour_goes(one: Server) -> None:
    terminal = start(one, "demo", "--phones", "3", "--minutes", "5")
    terminal.read_until("Open Board first")
    terminal.read_until(r"people.*[1-3] of 3 joined")
    terminal.press(CTRL_C)
    assert terminal.end() == 0
    assert terminal.text.rindex("\x1b[?25h") > terminal.text.rindex("\x1b[?25l"), "the cursor stays hidden"
    assert "The demo has stopped. Nothing of it is kept." in terminal.text
    assert "Traceback" not in terminal.text


def test_s3_a_demo_whose_output_is_piped_writes_a_line_for_a_step_and_no_key(one: Server) -> None:
    command = [sys.executable, "-m", "app", "demo", "--phones", "3", "--minutes", "5"]
    demo = subprocess.Popen(command, env=one.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert demo.stdout is not None
    begun: list[str] = []
    while not begun or not begun[-1].startswith("lobby: "):
        begun.append(next(demo.stdout))
    assert re.fullmatch(r"lobby: \d people, 0 questions\n", begun[-1])
    demo.send_signal(signal.SIGINT)
    rest, _ = demo.communicate(timeout=30)
    assert demo.returncode == 0
    said = "".join(begun) + rest
    assert "Home      " in said
    assert not any(sign in said for sign in ("\x1b", "#key="))
    assert "Nothing of it is kept." in rest


@pytest.mark.parametrize("closed", rest_long(["<&- >&-", ">&-"]))
def test_a_server_whose_output_is_closed_goes_on_serving(closed: str, one: Server) -> None:
    shut = subprocess.Popen(
        ["sh", "-c", f"exec {sys.executable} -m app serve {closed}"],
        stdout=subprocess.DEVNULL,
        env=one.environment,
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    serves_until_it_is_stopped(one, shut)


def test_a_server_whose_reader_has_ended_goes_on_serving(one: Server) -> None:
    command = [sys.executable, "-m", "app", "serve"]
    reading, writing = os.pipe()
    os.close(reading)
    unread = subprocess.Popen(
        command, env=one.environment, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True
    )
    os.close(writing)
    serves_until_it_is_stopped(one, unread)


def serves_until_it_is_stopped(one: Server, process: "subprocess.Popen[str]") -> None:
    def is_up() -> bool:
        try:
            return bool(json.loads(one.get("/-/health"))["status"] == "up")
        except OSError:
            return False

    eventually(is_up, 30)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, "")


def test_a_terminal_without_block_characters_gets_the_links_without_a_qr_code(one: Server) -> None:
    one.environment["PYTHONIOENCODING"] = "ascii"
    terminal = start(one, "serve")
    assert re.search(r"Implementeringsudfordringen\n", terminal.text)
    assert "?" not in terminal.text.partition("Implement")[0]
    terminal.press(CTRL_C)
    assert terminal.end() == 0


def test_an_export_to_a_full_disk_says_so(one: Server) -> None:
    one.start()
    try:
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [sys.executable, "-m", "app", "export", one.code],
                env=one.environment,
                cwd=ROOT,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
    finally:
        one.stop()
    assert done.returncode == 2
    assert done.stderr == "The export could not be written (No space left on device).\n"
