"""The examination: all checks, in the order in which an organiser would go through them."""

from collections.abc import Callable, Iterable

from app.doctor.checks.addresses import check_addresses
from app.doctor.checks.clock import check_clock
from app.doctor.checks.computer import check_computer
from app.doctor.checks.folder import check_folder
from app.doctor.checks.installed import check_installed
from app.doctor.checks.port import check_firewall, check_phone, check_port
from app.doctor.checks.reach import check_encryption, check_wifi
from app.doctor.findings import Finding, by_level
from app.doctor.situation import Situation

CHECKS: tuple[Callable[[Situation], Iterable[Finding]], ...] = (
    check_addresses,
    check_port,
    check_phone,
    check_firewall,
    check_wifi,
    check_encryption,
    check_folder,
    check_computer,
    check_clock,
    check_installed,
)


def examine(at: Situation) -> list[Finding]:
    """All findings, the gravest first. Takes seconds, some of them waiting: run it on a thread."""
    return by_level([finding for check in CHECKS for finding in check(at)])
