"""Statistics of a rehearsal: what has been sent, answered, repeated and refused so far."""

import statistics
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

MANY = 20


@dataclass(slots=True)
class Statistics:
    """`refused` counts rejections that are to be expected (too late, say), `errors` what must not happen."""

    phones: int
    joined: int = 0
    connected: int = 0
    sent: int = 0
    answered: int = 0
    questions: int = 0
    votes: int = 0
    twice: int = 0
    reconnects: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    errors: int = 0
    first_errors: list[str] = field(default_factory=list)
    ack_ms: list[float] = field(default_factory=list)
    step: str = ""
    leading: bool = False
    checked: int = 0
    equal: int = 0
    ended: bool = False

    def error(self, what: str) -> None:
        """Note something that should not have happened."""
        self.errors += 1
        if len(self.first_errors) < MANY:
            self.first_errors.append(what)

    def acknowledged(self, do: str, after_ms: float) -> None:
        """Count an acknowledged command, with its time to the answer in milliseconds."""
        self.ack_ms.append(after_ms)
        self.questions += do == "ask_question"
        self.votes += do == "answer_poll"

    def figures(self) -> dict[str, Any]:
        """All figures as plain data."""
        times = sorted(self.ack_ms)
        return {
            "phones": self.phones,
            "joined": self.joined,
            "connected": self.connected,
            "sent": self.sent,
            "answered": self.answered,
            "questions": self.questions,
            "votes": self.votes,
            "twice": self.twice,
            "reconnects": self.reconnects,
            "refused": dict(self.refused),
            "errors": self.errors,
            "first_errors": list(self.first_errors),
            "ack_p50_ms": round(statistics.median(times), 1) if times else None,
            "ack_p99_ms": round(times[int(len(times) * 0.99)], 1) if times else None,
            "step": self.step,
            "leading": self.leading,
            "checked": self.checked,
            "equal": self.equal,
            "ended": self.ended,
        }
