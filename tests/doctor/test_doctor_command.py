"""`summe doctor` on computers with real faults: networks, ports, disks, clocks, certificates, run sheets."""

import json
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.doctor.examined import examined
from tests.doctor.networks import Network, network
from tests.faults.conftest import need_root
from tests.faults.strace import slow
from tests.faults.wall_clock import WallClock
from tests.needs import need
from tests.server import Server, eventually, hold_port

pytestmark = pytest.mark.process


@pytest.fixture
def place(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings with a data folder and a port of its own."""
    with hold_port() as held:
        yield {"SUMME_DATA": str(tmp_path / "data"), "SUMME_PORT": str(held.getsockname()[1])}


# ---- addresses


def test_a_computer_without_a_network_is_a_problem(place: dict[str, str]) -> None:
    with network() as nowhere:
        found = examined(*nowhere.within, **place)
    assert found["no_address"]["level"] == "problem"
    assert "not_started" not in found, "there is no address to open"


def test_an_address_that_no_router_has_given_is_a_problem(place: dict[str, str]) -> None:
    with network() as alone:
        alone.up("wlan0", "169.254.7.7")
        found = examined(*alone.within, **place)
    assert found["self_given_address"]["values"] == {"address": "169.254.7.7"}


def test_a_vpn_alone_is_a_problem(place: dict[str, str]) -> None:
    with network() as office:
        office.up("tun0", "10.8.0.2")
        found = examined(*office.within, **place)
    assert found["only_virtual_address"]["values"] == {"interfaces": "tun0"}


def test_one_network_is_well_and_two_are_named(place: dict[str, str]) -> None:
    with network() as hall:
        hall.up("wlan0", "192.168.50.2")
        found = examined(*hall.within, **place)
        assert found["address"]["values"] == {"url": f"http://192.168.50.2:{place['SUMME_PORT']}"}
        assert found["port_answers"]["level"] == "ok"
        assert "several_addresses" not in found
        hall.up("eth0", "10.3.0.9")
        two = examined(*hall.within, **place)
    assert two["several_addresses"]["level"] == "attention"
    assert "10.3.0.9 (eth0)" in two["several_addresses"]["title"]


@pytest.mark.long
def test_an_address_that_was_changed_under_a_running_server_is_found(tmp_path: Path) -> None:
    with network() as hall:
        hall.up("wlan0", "192.168.50.2")
        server = InNetwork(hall, tmp_path)
        server.start()
        before = server.examined()
        assert before["address"]["level"] == "ok"
        hall.take("wlan0", "192.168.50.2")
        hall.give("wlan0", "192.168.50.77")
        eventually(lambda: "address_changed" in server.examined(), 60)
        after = server.examined()
        server.stop()
    assert after["address_changed"]["values"] == {"before": "192.168.50.2", "now": "192.168.50.77"}
    assert after["address"]["values"] == {"url": f"http://192.168.50.77:{server.port}"}


def test_a_server_for_this_computer_alone_is_a_problem_unless_a_proxy_stands_in_front(
    place: dict[str, str],
) -> None:
    alone = examined(**place, SUMME_HOST="127.0.0.1")
    assert alone["only_this_computer"]["level"] == "problem"
    assert "port_silent" not in alone
    proxied = examined(**place, SUMME_HOST="127.0.0.1", SUMME_PUBLIC_URL="https://192.0.2.1")
    assert "only_this_computer" not in proxied
    assert proxied["name_elsewhere"]["level"] == "attention"
    assert not [name for name in proxied if name.startswith("firewall")]


def test_an_address_that_leads_each_phone_to_itself_is_a_problem_named_by_its_setting(
    place: dict[str, str],
) -> None:
    found = examined(**place, SUMME_PUBLIC_URL="http://127.0.0.1:8000")
    assert found["name_loops_back"]["level"] == "problem"
    assert "SUMME_PUBLIC_URL" in found["name_loops_back"]["advice"]
    assert "only_this_computer" not in found


def test_a_public_name_that_leads_nowhere_is_a_problem(place: dict[str, str]) -> None:
    found = examined(**place, SUMME_PUBLIC_URL="http://summe.invalid")
    assert found["name_unknown"]["values"] == {"name": "summe.invalid"}


# ---- port


def test_a_port_that_is_taken_is_named_with_the_program_that_has_it(place: dict[str, str]) -> None:
    with socket.create_server(("0.0.0.0", int(place["SUMME_PORT"]))):
        found = examined(**place)
    values = found["port_taken_by"]["values"]
    assert values["port"] == place["SUMME_PORT"]
    assert "python" in values["program"]
    assert "port_free" not in found


# ---- the data folder


@pytest.mark.long
def test_a_slow_disk_is_measured(place: dict[str, str]) -> None:
    need("strace")
    for seconds, id in ((0.08, "disk_slow"), (0.7, "disk_too_slow")):
        delay = f"inject=fdatasync:delay_enter={round(seconds * 1e6)}"
        found = examined("strace", "-f", "-o", "/dev/null", "-e", "trace=fdatasync", "-e", delay, **place)
        assert found[id]["values"]["p50"] >= seconds * 1000


def test_a_disk_without_space_is_a_problem_and_nothing_is_left_on_it(
    place: dict[str, str], tmp_path: Path
) -> None:
    with tiny_disk(tmp_path / "tiny", "4m") as tiny:
        found = examined(**{**place, "SUMME_DATA": str(tiny / "data")})
        assert found["space_gone"]["values"]["free"] == 0.0
        (tiny / "full").write_bytes(bytes(shutil.disk_usage(tiny).free))
        full = examined(**{**place, "SUMME_DATA": str(tiny / "data")})
        assert full["folder_refused"]["values"]["why"] == "No space left on device"
        assert [one.name for one in tiny.iterdir()] == ["full"]


def test_a_folder_that_is_synchronised_is_a_problem(place: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "OneDrive - Odense Kommune" / "summe"
    found = examined(**{**place, "SUMME_DATA": str(folder)})
    assert found["folder_synchronised"]["values"]["program"] == "OneDrive"
    assert not folder.parent.exists(), "nothing is made by looking"


# ---- run sheets, the audience, certificates


def test_a_run_sheet_with_a_fault_and_a_folder_without_one_are_found(
    place: dict[str, str], tmp_path: Path
) -> None:
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    (sheets / "own.toml").write_text("title = 7")
    found = examined(**place, SUMME_SESSIONS=sheets)
    assert found["no_sheet"]["level"] == "problem"
    assert found["sheet_faulty"]["values"]["file"] == "own.toml"


@pytest.mark.long
def test_more_phones_than_open_files_are_a_problem(place: dict[str, str]) -> None:
    few = ("prlimit", "--nofile=512:512")
    assert "files_few" not in examined(*few, options=("--phones", "100"), **place)
    found = examined(*few, options=("--phones", "500"), **place)
    assert found["files_few"]["values"] == {"files": 512, "phones": 500}
    assert found["wifi"]["values"]["points"] == 10


def test_a_certificate_is_read_from_the_public_address(place: dict[str, str], tmp_path: Path) -> None:
    for days, id in ((5, "certificate_soon"), (60, "certificate")):
        with served_with_certificate(tmp_path / str(days), days) as (url, certificate):
            trusted = examined(**place, SUMME_PUBLIC_URL=url, SSL_CERT_FILE=certificate)
            assert id in trusted
            assert "plain_http" not in trusted
            strange = examined(**place, SUMME_PUBLIC_URL=url)
            assert "self-signed" in strange["certificate_bad"]["values"]["why"]
    assert examined(**place, SUMME_PUBLIC_URL=url)["certificate_unread"]["level"] == "attention"


# ---- a running server


def test_a_running_server_examines_itself_while_its_own_port_is_no_fault(server: Server) -> None:
    environment = {name: value for name, value in server.environment.items() if name.startswith("SUMME_")}
    found = examined(**environment)
    assert found["no_phone_yet"]["level"] == "attention"
    assert not {"port_taken", "port_taken_by", "not_started"}.intersection(found)


@pytest.mark.long
def test_a_disk_that_becomes_slow_under_a_running_server_is_measured(server: Server) -> None:
    need("strace")
    with slow(server, "fdatasync", 0.08):
        found = {one["id"] for one in json.loads(server.get("/api/doctor?lang=en"))["findings"]}
    assert "disk_slow" in found


@pytest.mark.long
def test_a_clock_that_is_set_while_the_server_runs_is_found(tmp_path: Path) -> None:
    server = Server(tmp_path / "data")
    clock = WallClock(server, tmp_path / "clock")
    server.start()
    assert "clock_set" not in server.get("/api/doctor?lang=en").decode()
    clock.step(3_600)
    found = {one["id"]: one for one in json.loads(server.get("/api/doctor?lang=en"))["findings"]}
    server.stop()
    assert abs(found["clock_set"]["values"]["seconds"] - 3_600) < 60


class InNetwork(Server):
    """A server within a network, without a public URL of its own."""

    def __init__(self, hall: Network, folder: Path) -> None:
        super().__init__(folder)
        del self.environment["SUMME_PUBLIC_URL"]
        self.program = (*hall.within, sys.executable, "-m", "app")
        self._within = hall.within

    def _links_with_keys(self, join: str) -> dict[str, str]:
        return {"join": join}  # nothing outside the network reaches the server

    def examined(self) -> dict[str, dict[str, object]]:
        own = {name: value for name, value in self.environment.items() if name.startswith("SUMME_")}
        return examined(*self._within, **own)


@contextmanager
def tiny_disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk of so many bytes."""
    need_root()
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]).returncode:
        pytest.skip("not run here: this machine mounts no disks")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def served_with_certificate(folder: Path, days: int) -> Iterator[tuple[str, Path]]:
    """A port of this computer that speaks TLS, with a certificate of its own for so many days."""
    folder.mkdir()
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        f"openssl req -x509 -newkey rsa:2048 -nodes -days {days} -subj /CN=localhost "
        f"-addext subjectAltName=DNS:localhost -keyout {key} -out {certificate}".split(),
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                with line:
                    try:
                        context.wrap_socket(line, server_side=True).close()
                    except OSError:
                        continue  # the doctor does not trust it

        answering = threading.Thread(target=answer, daemon=True)
        answering.start()
        yield f"https://localhost:{listener.getsockname()[1]}", certificate
        listener.shutdown(socket.SHUT_RDWR)
        answering.join()
