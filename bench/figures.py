"""Results of benchmarks and the JSON file that keeps them: figures with a value per round and perhaps a goal."""

import json
import os
import platform
import statistics
from dataclasses import asdict, dataclass, field
from pathlib import Path

KEPT = Path(__file__).parent / "figures.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """`goal` is empty, or a bound for the median: `≤ 1.4`, `≥ 5`."""

    what: str
    unit: str
    values: list[float] = field(default_factory=list)
    goal: str = ""

    @property
    def middle(self) -> float:
        return statistics.median(self.values)

    @property
    def bound(self) -> float:
        return float(self.goal.split()[1])

    @property
    def verdict(self) -> str:
        """Whether the goal is met; empty where there is none."""
        if not self.goal:
            return ""
        met = self.middle <= self.bound if self.goal.startswith("≤") else self.middle >= self.bound
        return "met" if met else "missed"


def machine() -> str:
    """The computer that was measured on: cores, Linux and Python version."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return f"{os.cpu_count()} cores of {model}, Linux {platform.release().split('-')[0]}, Python {platform.python_version()}"


def keep(path: Path, rows: dict[str, list[Figure]]) -> None:
    """Write these rows to the file; its other rows are kept."""
    kept = json.loads(path.read_text()) if path.exists() else {"rows": {}}
    kept["machine"] = machine()
    for row, figures in rows.items():
        kept["rows"][row] = [asdict(figure) for figure in figures]
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def kept(path: Path = KEPT) -> tuple[str, dict[str, list[Figure]]]:
    """The machine and the rows in the file."""
    read = json.loads(path.read_text())
    return read["machine"], {
        row: [Figure(**figure) for figure in figures] for row, figures in read["rows"].items()
    }
