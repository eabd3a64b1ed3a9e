"""The box in the bag: its name server knows every probe, its script sets it up, programs accept its files."""

import configparser
import re
import shutil
import subprocess
import sys
from ipaddress import IPv4Address, IPv4Interface
from pathlib import Path

import pytest

from app.web.probes import HOSTS
from tests import deployment
from tests.needs import LIKELY
from tests.server import ROOT, Server
from tests.web.raw_http import exchange, head

BOX = deployment.DEPLOY / "box"
ADDRESS = IPv4Interface("10.10.0.1/22")
CONNECTIONS = "etc/NetworkManager/system-connections"
UNITS = "etc/systemd/system"
# The files of every box, with their modes.
ALWAYS = {
    "etc/dnsmasq.d/summe.conf": 0o644,
    "etc/dnsmasq.d/summe-probes.conf": 0o644,
    f"{UNITS}/summe.service": 0o644,
    f"{UNITS}/summe.service.d/box.conf": 0o644,
}
CABLE, WIFI = f"{CONNECTIONS}/summe-cable.nmconnection", f"{CONNECTIONS}/summe-wifi.nmconnection"
MOUNT = f"{UNITS}/var-lib-private-summe.mount"
PASSWORD = "en-lang-adgangskode"
LOOK_ALIKE = set("0O1lI|")


def options(name: str) -> list[tuple[str, str]]:
    """The options in a file for dnsmasq, in its order; a value is empty where an option has none."""
    lines = (BOX / name).read_text().splitlines()
    found = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return [(option, value) for option, _, value in found]


def set_up(root: Path, *arguments: str, password: str = "") -> subprocess.CompletedProcess[str]:
    """Run the script on a folder in place of the computer's root."""
    return subprocess.run(
        ["/bin/sh", str(BOX / "setup.sh"), "--root", str(root), *arguments],
        input=password,
        capture_output=True,
        text=True,
        check=False,
    )


def files(root: Path) -> dict[str, tuple[int, bytes, int]]:
    """Mode, content and inode of each file under a folder."""
    found = [path for path in root.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(root)): (
            path.stat().st_mode & 0o777,
            path.read_bytes(),
            path.stat().st_ino,
        )
        for path in found
    }


def connection(root: Path, path: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(root / path)
    return parser


# ---- the name server


def test_the_name_server_gives_the_boxs_address_for_every_host_of_a_probe_and_no_other() -> None:
    given = dict(value.split(",", 1) for _, value in options("dnsmasq-probes.conf"))
    assert given.pop("dns.msftncsi.com") == "131.107.255.255,fd3e:4f5a:5b81::1"
    assert {option for option, _ in options("dnsmasq-probes.conf")} == {"host-record"}
    assert given == dict.fromkeys(HOSTS, str(ADDRESS.ip))


def test_phones_get_addresses_of_the_boxs_own_network() -> None:
    values = dict(options("dnsmasq.conf"))
    first, last, mask, _ = values["dhcp-range"].split(",")
    assert str(ADDRESS.netmask) == mask
    assert ADDRESS.ip < IPv4Address(first) < IPv4Address(last) < ADDRESS.network.broadcast_address
    assert int(values["dhcp-lease-max"]) >= int(IPv4Address(last)) - int(IPv4Address(first))
    named = {value.rpartition(",")[2] for option, value in options("dnsmasq.conf") if option == "dhcp-option"}
    assert named == {values["listen-address"]} == {str(ADDRESS.ip)}


@pytest.mark.process
@pytest.mark.parametrize("path", sorted(BOX.glob("dnsmasq*.conf")), ids=lambda path: path.name)
def test_dnsmasq_accepts_its_files(path: Path) -> None:
    program = shutil.which("dnsmasq", path=LIKELY)
    if program is None:  # the plain checks above are all there is then
        lines = path.read_text().splitlines()
        assert not [line for line in lines if not re.match(r"#|$|[a-z-]+(=\S+)?$", line)]
        return
    done = subprocess.run(
        [program, "--test", f"--conf-file={path}"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.strip()) == (0, "dnsmasq: syntax check OK.")


# ---- the script


@pytest.mark.process
@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        (("cable", "eth0"), {CABLE: 0o600}),
        (("wifi", "wlan0", "Store sal"), {WIFI: 0o600}),
        (("--data", "/dev/sda3", "cable", "enp1s0"), {CABLE: 0o600, MOUNT: 0o644}),
    ],
    ids=["cable", "wifi", "data"],
)
def test_the_script_writes_what_a_box_needs_once(
    tmp_path: Path, arguments: tuple[str, ...], more: dict[str, int]
) -> None:
    first = set_up(tmp_path, *arguments)
    assert (first.returncode, first.stderr) == (0, "")
    written = files(tmp_path)
    assert {name: mode for name, (mode, _, _) in written.items()} == ALWAYS | more
    assert not [name for name, (_, content, _) in written.items() if re.search(rb"@[A-Z]+@", content)]
    again = set_up(tmp_path, *arguments)
    assert again.stdout.count("unchanged ") == len(written)
    assert not re.search("^(write|remove) ", again.stdout, re.M)
    assert files(tmp_path) == written


@pytest.mark.process
def test_a_dry_run_names_every_file_and_program_and_changes_nothing(tmp_path: Path) -> None:
    dry = set_up(tmp_path, "--dry-run", "--data", "/dev/sda3", "cable", "eth0")
    assert dry.returncode == 0
    assert files(tmp_path) == {}
    said = re.findall(r"^write +/(\S+)$", dry.stdout, re.M)
    assert set(said) == {*ALWAYS, CABLE, MOUNT}
    assert re.search(r"^run +systemctl enable NetworkManager dnsmasq summe$", dry.stdout, re.M)
    set_up(tmp_path, "wifi", "wlan0", "Sal")
    before = files(tmp_path)
    assert f"remove    /{WIFI}" in set_up(tmp_path, "--dry-run", "cable", "eth0").stdout
    assert files(tmp_path) == before


@pytest.mark.process
def test_a_wheel_is_installed_with_what_reports_and_suggestions_need(tmp_path: Path) -> None:
    wheel = tmp_path / "summe live.whl"
    wheel.touch()
    said = set_up(tmp_path / "root", "--wheel", str(wheel), "cable", "eth0").stdout
    assert "run       python3 -m venv /opt/summe\n" in said
    assert f"run       /opt/summe/bin/pip install --upgrade {wheel}[office,pdf,suggest]\n" in said
    assert {"office", "pdf", "suggest"} <= deployment.PROJECT["optional-dependencies"].keys()


@pytest.mark.process
def test_a_file_that_was_changed_or_opened_is_put_right(tmp_path: Path) -> None:
    set_up(tmp_path, "wifi", "wlan0", "Sal", password=PASSWORD)
    right = {name: (mode, content) for name, (mode, content, _) in files(tmp_path).items()}
    (tmp_path / "etc/dnsmasq.d/summe.conf").write_text("port=0\n")
    (tmp_path / WIFI).chmod(0o644)
    assert set(re.findall(r"^write +/(\S+)$", set_up(tmp_path, "wifi", "wlan0", "Sal").stdout, re.M)) == {
        "etc/dnsmasq.d/summe.conf",
        WIFI,
    }
    assert {name: (mode, content) for name, (mode, content, _) in files(tmp_path).items()} == right


@pytest.mark.process
def test_the_kind_of_network_can_be_changed(tmp_path: Path) -> None:
    set_up(tmp_path, "wifi", "wlan0", "Sal")
    set_up(tmp_path, "cable", "eth0")
    assert files(tmp_path).keys() == ALWAYS.keys() | {CABLE}
    set_up(tmp_path, "wifi", "wlan0", "Sal")
    assert files(tmp_path).keys() == ALWAYS.keys() | {WIFI}


@pytest.mark.process
def test_the_password_is_read_from_standard_input_and_stays(tmp_path: Path) -> None:
    first = set_up(tmp_path, "wifi", "wlan0", "Store sal", password=f"{PASSWORD}\n")
    again = set_up(tmp_path, "wifi", "wlan1", "Lille sal")
    assert PASSWORD not in first.stdout + again.stdout
    found = connection(tmp_path, WIFI)
    assert found["wifi-security"]["psk"] == PASSWORD
    assert (found["wifi"]["ssid"], found["connection"]["interface-name"]) == ("Lille sal", "wlan1")


@pytest.mark.process
def test_a_password_that_is_made_up_can_be_read_aloud_and_is_shown_once(tmp_path: Path) -> None:
    made = set()
    for folder in ("a", "b", "c"):
        first = set_up(tmp_path / folder, "wifi", "wlan0", "Sal")
        password = connection(tmp_path / folder, WIFI)["wifi-security"]["psk"]
        assert f"password  {password}\n" in first.stdout
        assert re.fullmatch("[a-z2-9]{12}", password)
        assert not LOOK_ALIKE & set(password)
        assert password not in set_up(tmp_path / folder, "wifi", "wlan0", "Sal").stdout
        made.add(password)
    assert len(made) == 3


@pytest.mark.process
@pytest.mark.parametrize(
    ("arguments", "password", "message"),
    [
        ((), "", "usage:"),
        (("router", "eth0"), "", "usage:"),
        (("cable",), "", "say which interface"),
        (("cable", ""), "", "no name of an interface"),
        (("cable", "eth0|x"), "", "no name of an interface"),
        (("wifi", "wlan0"), "", "what the network is called"),
        (("wifi", "wlan0", ""), "", "a network's name has 1 to 32"),
        (("wifi", "wlan0", "a" * 33), "", "a network's name has 1 to 32"),
        (("wifi", "wlan0", "Blå sal"), "", "a network's name has 1 to 32"),
        (("wifi", "wlan0", " Sal"), "", "no space at its ends"),
        (("wifi", "wlan0", "a\npsk=b"), "", "a network's name has 1 to 32"),
        (("wifi", "wlan0", "Sal"), "kort", "a password has 8 to 63"),
        (("wifi", "wlan0", "Sal"), "a" * 64, "a password has 8 to 63"),
        (("wifi", "wlan0", "Sal"), "med mellemrum", "a password has 8 to 63"),
        (("--data", "sda3", "cable", "eth0"), "", "no partition"),
        (("--data", "/dev/sda 3", "cable", "eth0"), "", "no partition"),
        (("--wheel", "/no/such.whl", "cable", "eth0"), "", "no file"),
        (("--data",), "", "needs a value"),
        (("--help-me", "cable", "eth0"), "", "there is no option --help-me"),
    ],
)
def test_what_cannot_be_is_explained_and_nothing_is_written(
    tmp_path: Path, arguments: tuple[str, ...], password: str, message: str
) -> None:
    done = set_up(tmp_path, *arguments, password=password)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert files(tmp_path) == {}


@pytest.mark.process
def test_an_interface_that_networkmanager_leaves_alone_is_pointed_out(tmp_path: Path) -> None:
    interfaces = tmp_path / "etc/network/interfaces"
    interfaces.parent.mkdir(parents=True)
    interfaces.write_text("auto eth0\niface eth0 inet dhcp\n")
    assert "/etc/network/interfaces names it" in set_up(tmp_path, "cable", "eth0").stdout
    assert "/etc/network/interfaces" not in set_up(tmp_path, "cable", "eth1").stdout


@pytest.mark.process
def test_the_script_is_one_for_every_shell() -> None:
    script = BOX / "setup.sh"
    assert script.stat().st_mode & 0o111, "it can be run as it is"
    for shell in filter(shutil.which, ("dash", "bash", "busybox")):
        command = [shell, *(["sh"] if shell == "busybox" else []), "-n", str(script)]
        assert subprocess.run(command, capture_output=True, check=False).stderr == b"", shell
    if shellcheck := shutil.which("shellcheck"):
        assert subprocess.run([shellcheck, script], capture_output=True, check=False).stdout == b""


# ---- what it sets up


@pytest.mark.process
@pytest.mark.parametrize(
    ("path", "arguments"), [(CABLE, ("cable", "eth0")), (WIFI, ("wifi", "wlan0", "Store sal"))]
)
def test_the_box_has_its_address_and_is_no_way_to_the_internet(
    tmp_path: Path, path: str, arguments: tuple[str, ...]
) -> None:
    set_up(tmp_path, *arguments, password=PASSWORD)
    found = connection(tmp_path, path)
    assert found["connection"]["interface-name"] == arguments[1]
    assert found["ipv4"]["method"] == "manual", "shared would start a name server of its own"
    assert found["ipv4"]["address1"] == str(ADDRESS)
    assert found["ipv6"]["method"] == "disabled"


@pytest.mark.process
def test_systemd_finds_no_fault_with_the_units_of_the_box(tmp_path: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:  # tests/test_deployment.py has plain checks of the unit
        return
    set_up(tmp_path, "--data", "/dev/sda3", "cable", "eth0")
    units = tmp_path / UNITS
    service = units / "summe.service"
    service.write_text(
        re.sub(r"^ExecStart=\S+", f"ExecStart={sys.executable}", service.read_text(), flags=re.M)
    )
    for unit in (service, tmp_path / MOUNT):
        done = subprocess.run(
            [verify, "verify", "--man=no", str(unit)],
            env={"SYSTEMD_UNIT_PATH": f"{units}:"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), unit.name


def test_the_partition_is_where_the_units_folder_is() -> None:
    folder = deployment.unit(deployment.DEPLOY / "summe.service")["Service"]["StateDirectory"][0]
    mount = deployment.unit(BOX / "data.mount")["Mount"]
    (where,) = mount["Where"]
    assert mount["DirectoryMode"] == ["0700"], "the mode that /var/lib/private must have"
    assert where == f"/var/lib/private/{folder}", "which is where systemd keeps it for a DynamicUser"
    assert where.strip("/").replace("/", "-") == Path(MOUNT).stem
    assert deployment.unit(BOX / "summe.conf")["Unit"]["RequiresMountsFor"] == [where]


@pytest.mark.process
def test_a_server_with_the_variables_of_the_box_answers_probes_and_links_to_its_address(
    tmp_path: Path,
) -> None:
    ordinary = deployment.unit_environment(deployment.unit(deployment.DEPLOY / "summe.service"))
    variables = ordinary | deployment.unit_environment(deployment.unit(BOX / "summe.conf"))
    assert variables["SUMME_PORT"] == "80"
    server = Server(tmp_path / "data")
    server.environment |= variables | {
        "SUMME_PORT": str(server.port),
        "SUMME_DATA": str(server.folder),
    }
    server.start()
    try:
        assert server.links["join"] == f"http://{ADDRESS.ip}/{server.code}"
        asked = head(server, "GET /hotspot-detect.html", "Host: captive.apple.com", "Connection: close")
        assert [one.status for one in exchange(server, asked)] == [200]
        asked = head(server, f"GET /{server.code}", f"Host: {ADDRESS.ip}", "Connection: close")
        assert [one.status for one in exchange(server, asked)] == [200]
    finally:
        server.stop()


def test_the_guide_names_every_file_of_the_box() -> None:
    guide = (ROOT / "docs" / "box-in-the-bag.md").read_text()
    assert [path.name for path in BOX.iterdir() if f"deploy/box/{path.name}" not in guide] == []


@pytest.mark.process
def test_the_script_and_the_guide_fetch_the_links_where_they_are_and_not_in_the_journal(
    tmp_path: Path,
) -> None:
    """The journal has no keys; that of the unit stands in its first lines."""
    command = "SUMME_DATA=/var/lib/summe /opt/summe/bin/summe links"
    assert command in (deployment.DEPLOY / "summe.service").read_text()
    guide = (ROOT / "docs" / "box-in-the-bag.md").read_text()
    assert f"sudo {command}" in guide
    assert "journalctl" not in guide
    assert set_up(tmp_path, "cable", "eth0").stdout.endswith(f"sudo {command}\n")


@pytest.mark.process
def test_a_wheel_of_the_same_version_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    wheel = tmp_path / "summe_live-0.1.0-py3-none-any.whl"
    wheel.touch()
    done = set_up(tmp_path / "root", "--dry-run", "--wheel", str(wheel), "cable", "eth0")
    assert f"run       /opt/summe/bin/pip install --force-reinstall --no-deps {wheel}\n" in done.stdout
