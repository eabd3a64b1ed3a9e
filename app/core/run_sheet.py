"""The run sheet: the definition of a talk, from a file in `sessions/`, as frozen values.

`run_sheet_reader` reads and checks a run sheet once. It is then stored in the session's first event, so that
the session does not need the file again. `Text` maps a language to words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, assert_never

from app.core.steps import OCCURS, Occurs, StepFamily, arc

Text = Mapping[str, str]
Words = Mapping[str, tuple[str, ...]]
Moderation = Literal["flagged", "all", "none"]

MAX_PITFALLS = 6
TRAY = "tray"  # holds the questions that are in no pitfall


@dataclass(frozen=True, slots=True)
class QuestionRules:
    """Limits and visibility of questions.

    `max_graphemes` limits a question's length, `per_participant` how many each may have open. `moderation`
    says which questions are held, `others_visible` whether phones show others' questions.
    """

    prompt: Text
    max_graphemes: int = 280
    per_participant: int = 10
    moderation: Moderation = "flagged"
    others_visible: bool = True
    allowed_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alone:
    """The minute alone, on paper, before the buzz: what to think of, and how long it lasts."""

    prompt: Text
    seconds: int = 60


@dataclass(frozen=True, slots=True)
class Buzz:
    """The buzz exercise: the prompts (the last is the one to act on) and the turns of the countdown.

    `afterwards` says before the countdown what follows, such as whether pairs are heard; empty for nothing.
    `pairs` is whether two neighbours may link their phones.
    """

    prompts: tuple[Text, ...]
    turns: int = 2
    turn_seconds: int = 180
    afterwards: Text = field(default_factory=dict)
    pairs: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    title: Text
    points: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Pitfall:
    """A theme of the talk, numbered by its position.

    Rehearsals make and place questions by `keywords` and `examples`.
    """

    id: str
    short: Text
    title: Text
    causes: tuple[Text, ...]
    answer: Answer
    keywords: Words
    examples: Words


@dataclass(frozen=True, slots=True)
class MomentumWord:
    id: str
    word: Text
    points: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Momentum:
    question: Text
    words: tuple[MomentumWord, ...]


@dataclass(frozen=True, slots=True)
class Poll:
    question: Text
    next_question: Text


@dataclass(frozen=True, slots=True)
class RunSheet:
    """A talk. `accent` is a colour such as `#0b5d3b`, `logo` an image as a data URL; both "" for none."""

    id: str
    version: str
    languages: tuple[str, ...]
    title: Text
    subtitle: Text
    occasion: Text
    questions: QuestionRules
    buzz: Buzz
    pitfalls: tuple[Pitfall, ...]
    closing: tuple[Text, ...]
    momentum: Momentum | None
    poll: Poll
    minutes: Mapping[str, int]
    notes: Mapping[str, Text]
    accent: str = ""
    logo: str = ""
    logo_text: Text = field(default_factory=dict)
    alone: Alone | None = None

    @property
    def steps(self) -> tuple[str, ...]:
        """The whole arc in order, a walk for each pitfall."""
        return self.arc(pitfall.id for pitfall in self.pitfalls)

    def arc(self, pitfalls: Iterable[str]) -> tuple[str, ...]:
        """The arc with these pitfalls, which during a session may differ from the sheet's."""
        return arc(tuple(pitfalls), frozenset(filter(self.asks_for, OCCURS)))

    def asks_for(self, occurs: Occurs) -> bool:
        """Whether sessions of this sheet have the steps with this `occurs`."""
        match occurs:
            case "always" | "for each pitfall":
                return True
            case "with a minute alone":
                return self.alone is not None
            case "with momentum":
                return self.momentum is not None
            case _:
                assert_never(occurs)

    def asks_in(self, step: StepFamily) -> tuple[Text, ...]:
        """What the sheet asks the room or says to it in such a step; empty texts where it leaves one out."""
        match step:
            case "alone":
                return (self.alone.prompt,) if self.alone else ()
            case "buzz":
                return (*self.buzz.prompts, self.buzz.afterwards)
            case "collect":
                return (self.questions.prompt,)
            case "momentum":
                return (self.momentum.question,) if self.momentum else ()
            case "poll":
                return (self.poll.question, self.poll.next_question)
            case "summary":
                return self.closing
            case "lobby" | "overview" | "group" | "walk" | "done":
                return ()
            case _:
                assert_never(step)
