"""The parameters of a rehearsal, as its process reads them from standard input."""

from dataclasses import dataclass, field
from typing import Any

from app.core.run_sheet import RunSheet
from app.core.run_sheet_reader import run_sheet_from_dict, run_sheet_to_dict


@dataclass(frozen=True, slots=True)
class Plan:
    """`minutes` is the length of the session in rehearsed time, `speed` a factor on the pace of time.

    With a `console_key`, a simulated facilitator leads until a real one takes over.
    """

    server: str
    code: str
    sheet: RunSheet
    language: str
    phones: int
    minutes: float
    speed: float
    seed: int
    console_key: str = field(default="", repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `from_dict` reads back."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return {**plain, "sheet": run_sheet_to_dict(self.sheet)}

    @staticmethod
    def from_dict(data: dict[str, Any]) -> "Plan":
        """What `to_dict` made."""
        return Plan(**{**data, "sheet": run_sheet_from_dict(data["sheet"])})
