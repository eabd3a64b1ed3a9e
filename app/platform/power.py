"""Whether this computer runs on its battery."""

from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Power:
    plugged_in: bool
    percent: int


def power() -> Power | None:
    """None for a computer without a battery, and where the system does not say."""
    # Left out by psutil on systems that it cannot read it from.
    read = getattr(psutil, "sensors_battery", None)
    battery = read() if read else None
    if battery is None or battery.power_plugged is None:
        return None
    return Power(battery.power_plugged, round(battery.percent))
