"""What requests to the organiser's API say about sessions, and what they are answered."""

import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.core.commands import Answer, Plan, Retitle
from app.core.languages import in_language
from app.core.rules.merging import MAX_BULK_IDS
from app.core.rules.replies import MAX_REPLY_GRAPHEMES
from app.core.rules.texts import RAW
from app.core.session_summary import SessionSummary
from app.core.state import State
from app.core.text import clean_line
from app.core.text_limits import most_bytes
from app.core.views import logo_row
from app.rooms.housekeeping import erased_at_ms
from app.store import SessionRecord
from app.web.context import AppContext
from app.web.dependencies import Links

# The length is limited before cleaning, which costs time, and each field limits it again after that.
SingleLine = Annotated[str, Field(max_length=1_000), AfterValidator(clean_line)]


class _OpenedWith(BaseModel):
    """What a session can be opened with, from a run sheet or after another session."""

    model_config = ConfigDict(extra="forbid")
    language: str | None = Field(default=None, max_length=8)
    title: SingleLine | None = Field(default=None, max_length=200)
    subtitle: SingleLine | None = Field(default=None, max_length=200)
    occasion: SingleLine | None = Field(default=None, max_length=200)
    date: datetime.date | None = None
    place: SingleLine | None = Field(default=None, max_length=120)
    expected: int | None = Field(default=None, ge=1, le=100_000)


class NewSession(_OpenedWith):
    run_sheet: str = Field(max_length=64)
    rehearsal: bool = False


class NextSession(_OpenedWith):
    """What is to be another than in the session that this one comes after.

    Language, title, subtitle, occasion and place are that session's where they are not named; see
    `SessionChange` for words that belong to a title. Day and expected number are its own.
    """


class DetailsAsRead(BaseModel):
    """Values of a session as the sender read them in `SessionEntry`; only named fields are compared."""

    model_config = ConfigDict(extra="forbid")
    title: str | None = Field(default=None, max_length=1_000)
    subtitle: str | None = Field(default=None, max_length=1_000)
    occasion: str | None = Field(default=None, max_length=1_000)
    date: datetime.date | None = None
    place: str | None = Field(default=None, max_length=1_000)
    expected: int | None = None

    def is_stale(self, state: State) -> bool:
        """Whether a named field has another value now."""
        now = DetailsAsRead(
            title=state.title,
            subtitle=state.subtitle_in(state.language),
            occasion=state.occasion_in(state.language),
            date=datetime.date.fromisoformat(state.date) if state.date else None,
            place=state.place,
            expected=state.expected,
        )
        return any(getattr(self, name) != getattr(now, name) for name in self.model_fields_set)


class SessionChange(BaseModel):
    """What to change of a session; fields that are not named stay as they are.

    A subtitle and an occasion belong to their title: when the title changes and they are not named, they
    become empty. `null` removes a date, a place or an expected number. `was` holds values as the sender read
    them: if one of those has changed since, nothing is changed (409).
    """

    model_config = ConfigDict(extra="forbid")
    retention_days: int | None = Field(default=None, ge=1, le=90)
    title: str | None = Field(default=None, max_length=1_000)
    subtitle: str | None = Field(default=None, max_length=1_000)
    occasion: str | None = Field(default=None, max_length=1_000)
    date: datetime.date | None = None
    place: SingleLine | None = Field(default=None, max_length=120)
    expected: int | None = Field(default=None, ge=1, le=100_000)
    keep_totals: bool | None = None
    was: DetailsAsRead = DetailsAsRead()

    @model_validator(mode="after")
    def something(self) -> "SessionChange":
        keeps = self.retention_days is not None or self.keep_totals is not None
        if not (self.renames or self.plans or keeps):
            named = ", ".join(name for name in SessionChange.model_fields if name != "was")
            raise ValueError(f"name what to change, one or more of: {named}")
        return self

    @property
    def renames(self) -> bool:
        return any(words is not None for words in (self.title, self.subtitle, self.occasion))

    @property
    def plans(self) -> bool:
        return not self.model_fields_set.isdisjoint(("date", "place", "expected"))

    def planned(self, state: State) -> Plan:
        """The command for date, place and expected number; what is not named is taken from the state."""
        named = self.model_fields_set
        day = self.date.isoformat() if self.date else None
        return Plan(
            date=day if "date" in named else state.date,
            place=self.place if "place" in named else state.place,
            expected=self.expected if "expected" in named else state.expected,
        )


class ToEmpty(BaseModel):
    """What the organiser was shown, as in `SessionEntry`; nothing goes if that has changed since.

    With questions, `confirm` is the session's join code: the server cannot tell a question of a trial from
    one of the hour, so that the organiser says it by typing.
    """

    model_config = ConfigDict(extra="forbid")
    participants: int = Field(ge=0)
    questions: int = Field(ge=0)
    confirm: str = Field(default="", max_length=20)


def retitled(named: SessionChange | NextSession, state: State) -> Retitle:
    """The command for title, subtitle and occasion; what is not named is taken from the state."""
    changes_title = named.title is not None and clean_line(named.title) != state.title
    title = named.title if changes_title else state.given_title
    subtitle = state.given_subtitle if named.subtitle is None else named.subtitle
    occasion = state.given_occasion if named.occasion is None else named.occasion
    if changes_title:
        subtitle, occasion = named.subtitle, named.occasion
    return Retitle(title, subtitle, occasion)


class Keys(BaseModel):
    facilitator: str
    board: str
    report: str


class NewSessionMade(BaseModel):
    session_id: str
    code: str
    keys: Keys
    links: Links


class RenewedKey(BaseModel):
    key: str
    links: Links


class SessionEntry(BaseModel):
    """A session as the organiser sees it in a list; times are server milliseconds.

    Title, subtitle and occasion are in the session's language; `own_title` is whether the title is not the
    run sheet's. `began_at_ms` is when the room first left the lobby. `ends_at_ms` is when the session ends by
    itself if nothing more happens, and `ended_by_neglect` whether it ended that way. `may_reopen` is whether
    the end can be taken back, `imported` whether it came from a file. `keep_totals` is whether its totals
    are kept when it is erased. `questions` counts all that were received.
    """

    session_id: str
    code: str
    title: str
    own_title: bool
    subtitle: str
    occasion: str
    run_sheet: str
    language: str
    date: str | None
    place: str | None
    expected: int | None
    created_at_ms: int
    ends_at_ms: int | None
    began_at_ms: int | None
    ended_at_ms: int | None
    ended_by_neglect: bool
    may_reopen: bool
    imported: bool
    retention_days: int
    erased_at_ms: int | None
    keep_totals: bool
    rehearsal: bool
    joined: int
    questions: int
    links: Links


class ServerAddress(BaseModel):
    """`url` is the base of links, empty while the server's computer has had no network yet.

    `reachable` is whether the computer has this address now.
    """

    url: str
    reachable: bool


class UnreadableEntry(BaseModel):
    """A session whose log cannot be read (of a newer Summe, or damaged): its record, and the reason."""

    session_id: str
    code: str
    title: str
    unreadable: str


class Logo(BaseModel):
    """Where a logo is, and what it says."""

    address: str
    text: str


class Handout(BaseModel):
    """What print-outs need, in one language: the texts, and the talk's own colour and logo if it has them."""

    title: str
    subtitle: str
    occasion: str
    question: str
    prompts: list[str]
    accent: str | None
    logo: Logo | None


class ReplyEntry(BaseModel):
    """A reply, who signed it (empty where that is not said), and when it came."""

    text: str
    signed: str
    at_ms: int


class ReportedEntry(BaseModel):
    """A question that counts, with its number in the report, and whether the report leaves it out.

    `answer` is the asker's in the poll, null where it is not given or hidden; `support` how many want to know
    it too. `next` is a new question of the end; `follow_up` is whether the report has it to follow up, if it
    does not leave it out. `reply` is its own; `replied` is also true where the question that it is merged
    into has one, and the report's figure counts no such question.
    """

    question_id: str
    number: int
    text: str
    left_out: bool
    next: bool
    follow_up: bool
    answer: Answer | None
    support: int
    reply: ReplyEntry | None
    replied: bool


class NewReply(BaseModel):
    """A reply to these questions. The text may have 1,000 letters, `signed` 60."""

    model_config = ConfigDict(extra="forbid")
    question_ids: list[Annotated[str, Field(max_length=64)]] = Field(min_length=1, max_length=MAX_BULK_IDS)
    text: str = Field(max_length=RAW * most_bytes(MAX_REPLY_GRAPHEMES))
    signed: SingleLine = ""


class LeftOut(BaseModel):
    model_config = ConfigDict(extra="forbid")
    left_out: bool


class SessionDetails(SessionEntry):
    """An entry with the texts of print-outs, by language."""

    handout: dict[str, Handout]


def entry(context: AppContext, record: SessionRecord, summary: SessionSummary) -> SessionEntry:
    """A session as the organiser sees it in a list."""
    state = summary.about
    return SessionEntry(
        session_id=record.session_id,
        code=record.code,
        title=state.title,
        own_title=state.given_title is not None,
        subtitle=state.subtitle_in(state.language),
        occasion=state.occasion_in(state.language),
        run_sheet=state.run_sheet.id,
        language=state.language,
        date=state.date,
        place=state.place,
        expected=state.expected,
        created_at_ms=record.created_at_ms,
        ends_at_ms=summary.ends_at_ms,
        began_at_ms=summary.began_ms,
        ended_at_ms=record.ended_at_ms,
        ended_by_neglect=state.end is not None and state.end.by_neglect,
        may_reopen=state.ended and not state.imported,
        imported=state.imported,
        retention_days=record.retention_days,
        erased_at_ms=erased_at_ms(record),
        keep_totals=record.keep_totals,
        rehearsal=record.rehearsal,
        joined=summary.joined,
        questions=summary.questions,
        links=Links(**context.links(state)),
    )


def handout(state: State) -> dict[str, Handout]:
    """What print-outs need, in each language of the run sheet."""
    sheet = state.run_sheet
    logos = {language: logo_row(state, language) for language in sheet.languages}
    return {
        language: Handout(
            title=state.title_in(language),
            subtitle=state.subtitle_in(language),
            occasion=state.occasion_in(language),
            question=in_language(sheet.questions.prompt, language),
            prompts=[in_language(prompt, language) for prompt in sheet.buzz.prompts],
            accent=sheet.accent or None,
            logo=Logo(**logo) if logo else None,
        )
        for language, logo in logos.items()
    }
