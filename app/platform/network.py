"""The addresses of this computer, and the one at which phones on the same network reach it.

No system says which of its interfaces leads to the people in the room, so it is judged by names and address
ranges. A wrong judgement is corrected by the setting SUMME_PUBLIC_URL.
"""

import contextlib
import re
import socket
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, ip_address
from typing import Literal, NamedTuple

import psutil

Family = Literal["ipv4", "ipv6"]
# Interfaces that lead to containers, virtual machines, a VPN or a mobile carrier, and so to no phone in the
# room. The names are those of Linux, macOS and Windows; Windows lets its user change them. `bridge100` of
# macOS and `Local Area Connection* 10` of Windows are not among them: a hotspot of this computer has these.
_VIRTUAL = re.compile(
    r"""
    (docker|br-[0-9a-f]{12}|veth|virbr|vmnet|vboxnet|vnic|vmenet|feth|lxc|lxd|podman|cni|flannel|cali|kube
     |tun|tap|utun|wg|ipsec|ppp|gif|stf|tailscale|zt|nordlynx|proton|awdl|llw|anpi|ifb|dummy|wwan|rmnet|pdp_ip)
    [\w.-]*$
    |vethernet\b
    |(cellular|mobil)
    |.*(vmware|virtualbox|hyper-v|\bwsl\b|docker|vpn|wintun|tap-windows|wireguard|tailscale|zerotier
      |anyconnect|globalprotect|fortinet|forticlient|zscaler|bluetooth)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WIFI = re.compile(r"wl|en0$|wi-?fi|wireless|trådløs", re.IGNORECASE)
# The address that a computer has as the access point of its own hotspot, and on which interfaces: of Windows,
# of Linux (NetworkManager) and of macOS. Such a network is there for the phones, whichever way the computer
# itself reaches the internet.
_OWN_HOTSPOT = {
    "192.168.137.1": re.compile(""),
    "10.42.0.1": re.compile(""),
    "192.168.2.1": re.compile(r"bridge\d{3}$"),
}
# Nothing is sent there: connecting a UDP socket only asks the system for a route.
_SOMEWHERE = ("192.0.2.1", 9)


class InterfaceAddress(NamedTuple):
    """An address as psutil reads it. `netmask` is None where the system does not say."""

    family: int
    address: str
    netmask: str | None


class InterfaceState(NamedTuple):
    """Whether an interface is up, and its flags as psutil reads them; Windows has none."""

    is_up: bool
    flags: str


@dataclass(frozen=True, slots=True)
class LocalAddress:
    """An address of an interface that is up.

    `virtual`: the interface leads to containers, virtual machines, a VPN or a carrier, and not to phones.
    """

    interface: str
    ip: str
    family: Family
    loopback: bool
    virtual: bool

    @property
    def link_local(self) -> bool:
        """Whether the interface gave itself the address; of IPv4, when no router has given it one (DHCP)."""
        return ip_address(self.ip).is_link_local

    @property
    def is_private(self) -> bool:
        return ip_address(self.ip).is_private


@dataclass(frozen=True, slots=True)
class Network:
    """This computer's addresses at one moment; `routed` is that of its default route, None without one."""

    addresses: Sequence[LocalAddress]
    routed: str | None

    @property
    def likely(self) -> str | None:
        return likely_of(self.addresses, self.routed)


def read_network() -> Network:
    """This computer's addresses now; nothing is sent."""
    return Network(addresses(), routed_address())


def addresses() -> list[LocalAddress]:
    """All addresses of this computer's interfaces that are up, in the system's order; nothing is sent."""
    states = {name: InterfaceState(one.isup, one.flags) for name, one in psutil.net_if_stats().items()}
    table = {
        name: [InterfaceAddress(one.family, one.address, one.netmask) for one in every]
        for name, every in psutil.net_if_addrs().items()
    }
    return list(addresses_in(table, states))


def likely_address() -> str | None:
    """The IPv4 address at which phones most likely reach this computer; None when there is none."""
    return read_network().likely


def routed_address() -> str | None:
    """The IPv4 address that this computer has on its default route; None without one. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking, contextlib.suppress(OSError):
        asking.connect(_SOMEWHERE)
        return str(asking.getsockname()[0])
    return None


def addresses_in(
    table: Mapping[str, Iterable[InterfaceAddress]], states: Mapping[str, InterfaceState]
) -> Iterator[LocalAddress]:
    """The addresses in psutil's tables; an interface without a state counts as up."""
    for name, every in table.items():
        state = states.get(name, InterfaceState(is_up=True, flags=""))
        if not state.is_up:
            continue
        flags = state.flags.split(",")
        virtual = bool(_VIRTUAL.match(name)) or "pointopoint" in flags
        for one in every:
            family = _family(one.family)
            if family is None:
                continue
            ip = one.address.partition("%")[0]  # of IPv6, without the zone
            loopback = ip_address(ip).is_loopback or "loopback" in flags
            yield LocalAddress(name, ip, family, loopback, virtual or _leads_to_one(family, one.netmask))


def likely_of(found: Sequence[LocalAddress], routed: str | None) -> str | None:
    """The address that phones most likely reach, of those found; `routed` is that of the default route.

    A hotspot of this computer comes first, then the default route, then the best other one: private before
    public, Wi-Fi before cable. A virtual interface is chosen only where the default route is its own and
    there is no real one. IPv6 is never chosen, since the server listens on IPv4, and neither is an address
    that the interface has given itself.
    """
    usable = [one for one in found if one.family == "ipv4" and not one.loopback and not one.link_local]
    real = [one for one in usable if not one.virtual]
    if real:
        return min(real, key=lambda one: (not _is_hotspot(one), one.ip != routed, *_rank(one))).ip
    return routed if routed in [one.ip for one in usable] else None


def is_loopback(host: str) -> bool:
    """Whether this name or address leads from a computer to itself alone."""
    with contextlib.suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"


def _family(number: int) -> Family | None:
    """None for an address of the hardware."""
    if number == socket.AF_INET:
        return "ipv4"
    return "ipv6" if number == socket.AF_INET6 else None


def _leads_to_one(family: Family, netmask: str | None) -> bool:
    """Whether the network has no room for a phone, as that of many a VPN."""
    return family == "ipv4" and netmask is not None and IPv4Network(f"0.0.0.0/{netmask}").prefixlen >= 31


def _is_hotspot(one: LocalAddress) -> bool:
    interface = _OWN_HOTSPOT.get(one.ip)
    return interface is not None and interface.match(one.interface) is not None


def _rank(one: LocalAddress) -> tuple[bool, bool]:
    return not one.is_private, not _WIFI.match(one.interface)
