"""What a rehearsal is to be, as it is handed to the people's process: everything they may know."""

from dataclasses import dataclass
from typing import Any

from app.core.run_sheet import RunSheet
from app.core.run_sheet_reader import run_sheet_from_dict, run_sheet_to_dict


@dataclass(frozen=True, slots=True)
class Plan:
    """`minutes` is how long the hour shall take, in rehearsed time; `speed` how much faster than life.

    With a `console_key` somebody leads the hour, until a facilitator moves it by hand.
    """

    server: str
    code: str
    sheet: RunSheet
    language: str
    phones: int
    minutes: float
    speed: float
    seed: int
    console_key: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `from_dict` reads back."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return {**plain, "sheet": run_sheet_to_dict(self.sheet)}

    @staticmethod
    def from_dict(data: dict[str, Any]) -> "Plan":
        """What `to_dict` made."""
        return Plan(**{**data, "sheet": run_sheet_from_dict(data["sheet"])})
