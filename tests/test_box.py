"""The box in the bag: its name server knows every probe, and programs accept the files that it runs on."""

import re
import shutil
import subprocess
from ipaddress import IPv4Address, IPv4Interface
from pathlib import Path

import pytest

from app.web.probes import HOSTS
from tests import deployment
from tests.needs import LIKELY

BOX = deployment.DEPLOY / "box"
ADDRESS = IPv4Interface("10.10.0.1/22")


def options(name: str) -> list[tuple[str, str]]:
    """The options in a file for dnsmasq, in its order; a value is empty where an option has none."""
    lines = (BOX / name).read_text().splitlines()
    found = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return [(option, value) for option, _, value in found]


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
        assert not [
            line for line in path.read_text().splitlines() if not re.match(r"#|$|[a-z-]+(=\S+)?$", line)
        ]
        return
    done = subprocess.run(
        [program, "--test", f"--conf-file={path}"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.strip()) == (0, "dnsmasq: syntax check OK.")
