"""The firewall of this computer, as far as it can be read without an administrator's rights."""

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Program = Literal["ufw", "firewalld", "nftables", "Windows", "macOS"]
_UFW = Path("/etc/ufw/ufw.conf")
_UFW_RULES = Path("/etc/ufw/user.rules")
_MACOS = "/usr/libexec/ApplicationFirewall/socketfilterfw"
_POLICY = r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy" "\\"
TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Firewall:
    """`on`: whether it is switched on. `open`: whether the port is allowed in; None where it does not say."""

    program: Program
    on: bool
    open: bool | None = None


def firewalls(port: int) -> list[Firewall]:
    """The firewalls that could be read; empty where none could, which does not mean that there is none."""
    if sys.platform == "win32":
        return list(_windows())
    if sys.platform == "darwin":
        return list(_macos())
    return list(_linux(port))


def _linux(port: int) -> Iterator[Firewall]:
    if (settings := _read(_UFW)) is not None:
        yield Firewall("ufw", ufw_is_on(settings), ufw_lets_in(_read(_UFW_RULES), port))
    if (state := _said(["firewall-cmd", "--state"])) is not None:
        ports = _said(["firewall-cmd", "--list-ports"])
        yield Firewall("firewalld", state.strip() == "running", firewalld_lets_in(ports, port))
    if (rules := _said(["nft", "list", "ruleset"])) is not None:
        yield Firewall("nftables", nftables_refuses(rules))


def _windows() -> Iterator[Firewall]:
    """From the registry, which everybody may read, and which is in no language."""
    if sys.platform != "win32":  # for the type checker, which knows these functions on Windows alone
        return
    import winreg

    states = []
    for profile in ("DomainProfile", "StandardProfile", "PublicProfile"):
        with (
            contextlib.suppress(OSError),
            winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _POLICY + profile) as key,
        ):
            states.append(bool(winreg.QueryValueEx(key, "EnableFirewall")[0]))
    if states:
        yield Firewall("Windows", any(states))


def _macos() -> Iterator[Firewall]:
    if (state := _said([_MACOS, "--getglobalstate"])) is not None:
        yield Firewall("macOS", macos_is_on(state))


def ufw_is_on(settings: str) -> bool:
    """From /etc/ufw/ufw.conf."""
    return bool(re.search(r"^\s*ENABLED\s*=\s*yes\s*$", settings, re.MULTILINE | re.IGNORECASE))


def ufw_lets_in(rules: str | None, port: int) -> bool | None:
    """From /etc/ufw/user.rules, which only root may read on most systems."""
    if rules is None:
        return None
    return bool(re.search(rf"^### tuple ### allow (tcp|any) {port} .*\bin\b", rules, re.MULTILINE))


def firewalld_lets_in(ports: str | None, port: int) -> bool | None:
    """From the ports of the default zone: `8000/tcp 9000-9010/tcp`."""
    if ports is None:
        return None
    ranges = re.findall(r"\b(\d+)(?:-(\d+))?/tcp\b", ports)
    return any(int(first) <= port <= int(last or first) for first, last in ranges)


def nftables_refuses(rules: str) -> bool:
    """Whether a chain for incoming packets drops or rejects any."""
    chains = re.findall(r"hook input [^}]*", rules)
    return any(re.search(r"\b(drop|reject)\b", chain) for chain in chains)


def macos_is_on(state: str) -> bool:
    """From `socketfilterfw --getglobalstate`: `Firewall is enabled. (State = 1)`."""
    return "State = 0" not in state


def _read(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def _said(command: Sequence[str]) -> str | None:
    """What a command wrote; None where it is missing, is refused or does not end."""
    try:
        done = subprocess.run(  # noqa: S603  fixed commands of the system
            command, capture_output=True, text=True, errors="replace", timeout=TIMEOUT_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
