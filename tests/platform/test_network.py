"""Which address phones would reach, judged from tables of interfaces as the systems have them."""

import socket

import pytest

from app.platform.network import (
    InterfaceAddress,
    InterfaceState,
    LocalAddress,
    addresses,
    addresses_in,
    likely_of,
)

HOME, HOTEL = "192.168.1.23", "10.20.4.17"
# Each interface with its addresses; an address behind a slash has a prefix other than 24.
Interfaces = dict[str, list[str]]


def read(interfaces: Interfaces, flags: dict[str, str] | None = None, down: str = "") -> list[LocalAddress]:
    """What is found in tables as psutil returns them, hardware addresses included."""
    table = {
        name: [InterfaceAddress(-1, "02:fc:00:00:00:01", None), *(_address(one) for one in every)]
        for name, every in interfaces.items()
    }
    states = {name: InterfaceState(name != down, (flags or {}).get(name, "")) for name in interfaces}
    return list(addresses_in(table, states))


def _address(text: str) -> InterfaceAddress:
    ip, _, prefix = text.partition("/")
    if ":" in ip:
        return InterfaceAddress(socket.AF_INET6, ip, None)
    return InterfaceAddress(socket.AF_INET, ip, "255.255.255.255" if prefix == "32" else "255.255.255.0")


WINDOWS_LOOPBACK = {"Loopback Pseudo-Interface 1": ["127.0.0.1", "::1"]}


@pytest.mark.parametrize(
    ("interfaces", "routed", "likely"),
    [
        pytest.param({**WINDOWS_LOOPBACK, "Wi-Fi": [HOME]}, HOME, HOME, id="windows at home"),
        pytest.param(
            {"vEthernet (WSL (Hyper-V firewall))": ["172.27.160.1"], "Wi-Fi": [HOME], **WINDOWS_LOOPBACK},
            HOME,
            HOME,
            id="windows with WSL",
        ),
        pytest.param(
            {"vEthernet (Default Switch)": ["172.22.0.1"], "VMware Network Adapter VMnet8": ["192.168.80.1"]},
            None,
            None,
            id="windows with virtual machines and no network",
        ),
        pytest.param(
            {"vEthernet (External)": [HOME], "vEthernet (Default Switch)": ["172.22.0.1"]},
            HOME,
            HOME,
            id="windows whose network card belongs to a virtual switch",
        ),
        pytest.param(
            {"Ethernet": [HOTEL], "LAN-forbindelse* 10": ["192.168.137.1"]},
            HOTEL,
            "192.168.137.1",
            id="windows with its own hotspot beside a cable",
        ),
        pytest.param(
            {"Mobil": ["100.72.3.4"], "Local Area Connection* 2": ["192.168.137.1"]},
            "100.72.3.4",
            "192.168.137.1",
            id="windows with a hotspot and a mobile modem",
        ),
        pytest.param({"Wi-Fi": ["169.254.7.9"]}, "169.254.7.9", None, id="windows without DHCP"),
        pytest.param(
            {"Wi-Fi": [HOME], "Ethernet 3": ["10.8.0.2/32"]}, "10.8.0.2", HOME, id="windows with a VPN"
        ),
        pytest.param(
            {"lo0": ["127.0.0.1", "::1", "fe80::1%lo0"], "en0": ["fe80::1c%en0", HOME], "awdl0": ["fe80::2"]},
            HOME,
            HOME,
            id="macOS at home",
        ),
        pytest.param(
            {"en0": [HOME], "utun4": ["10.8.0.2"], "llw0": ["fe80::3"]},
            "10.8.0.2",
            HOME,
            id="macOS with a VPN",
        ),
        pytest.param(
            {"en5": [HOTEL], "bridge100": ["192.168.2.1"]},
            HOTEL,
            "192.168.2.1",
            id="macOS sharing its cable as a hotspot",
        ),
        pytest.param(
            {"en0": ["192.168.2.1"], "en5": [HOTEL]},
            HOTEL,
            HOTEL,
            id="macOS in a network that uses the range of its hotspots",
        ),
        pytest.param(
            {
                "lo": ["127.0.0.1"],
                "docker0": ["172.17.0.1"],
                "br-0a1b2c3d4e5f": ["172.18.0.1"],
                "wlp2s0": [HOME],
            },
            HOME,
            HOME,
            id="linux with docker",
        ),
        pytest.param(
            {"docker0": ["172.17.0.1"], "lo": ["127.0.0.1"]}, None, None, id="linux with docker alone"
        ),
        pytest.param(
            {"lo": ["127.0.0.1"], "eth0": ["172.18.0.3"]}, "172.18.0.3", "172.18.0.3", id="a container"
        ),
        pytest.param({"eth0": ["10.128.0.5/32"]}, "10.128.0.5", "10.128.0.5", id="a machine in a cloud"),
        pytest.param(
            {"eno1": [HOTEL], "wlan0": ["10.42.0.1"]}, HOTEL, "10.42.0.1", id="linux with a hotspot"
        ),
        pytest.param(
            {"enp3s0": [HOTEL], "wlp2s0": [HOME]}, None, HOME, id="two networks, neither with a route"
        ),
        pytest.param(
            {"enp3s0": [HOTEL], "wlp2s0": [HOME]}, HOTEL, HOTEL, id="two networks, one with the route"
        ),
        pytest.param({"wlan0": ["8.8.4.4"], "eth0": [HOTEL]}, None, HOTEL, id="private before public"),
        pytest.param({"eth0": ["2001:db8::7", "fe80::7"]}, None, None, id="IPv6 alone"),
        pytest.param({"lo": ["127.0.0.1", "::1"]}, None, None, id="no network"),
        pytest.param({}, HOME, None, id="a route whose interface was not found"),
    ],
)
def test_the_likely_address_is_that_of_the_network_that_phones_are_in(
    interfaces: Interfaces, routed: str | None, likely: str | None
) -> None:
    assert likely_of(read(interfaces), routed) == likely


def test_an_interface_that_is_down_has_no_address() -> None:
    both: Interfaces = {"eth0": [HOTEL], "wlan0": [HOME]}
    assert [one.ip for one in read(both, down="eth0")] == [HOME]


def test_a_point_to_point_interface_is_virtual_whatever_its_name() -> None:
    (one,) = read({"office": ["10.8.0.2"]}, flags={"office": "up,pointopoint,running"})
    assert one.virtual


def test_an_ipv6_address_has_no_zone_and_knows_that_it_is_link_local() -> None:
    (one,) = read({"en0": ["fe80::1c%en0"]})
    assert one == LocalAddress("en0", "fe80::1c", "ipv6", loopback=False, virtual=False)
    assert one.link_local


def test_this_computer_is_at_least_its_loopback_address() -> None:
    assert "127.0.0.1" in [one.ip for one in addresses() if one.loopback]
