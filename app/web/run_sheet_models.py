"""What requests to the organiser's API say about run sheets, and what they are answered."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.core.run_sheet_reader import ID
from app.store.edited_run_sheets import Origin
from app.store.toml_edits import Edit, Insert, MoveDown, Put, Remove

KeyPart = Annotated[str, Field(max_length=64)] | Annotated[int, Field(ge=0, le=10_000)]
# The deepest key of a run sheet has six parts.
EditedKey = Annotated[list[KeyPart], Field(min_length=1, max_length=8)]


def _written(text: str) -> str:
    """Raises ValueError for a text that no file can hold: with half of a pair of surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("half of a character is missing; write the text again") from None
    return text


class RunSheetEntry(BaseModel):
    """A run sheet that sessions can be opened with."""

    id: str
    title: dict[str, str]
    languages: list[str]


class SheetFinding(BaseModel):
    """A fault, or a `warning`: `line` counts from 1, `key` leads to what is meant, by names and numbers.

    `found` and `expected` are in the language that was asked for; `missing` is whether nothing was found, or
    something empty.
    """

    line: int
    key: list[str | int]
    found: str
    expected: str
    warning: bool
    missing: bool


class SheetEntry(BaseModel):
    """A run sheet in the list.

    `origin`: `shipped` is a file of the sessions' folder, `edited` has taken the place of one, `own` is one
    of the organiser's own, `removed` has former versions alone. `usable`: sessions can be opened with it.
    """

    id: str
    title: dict[str, str]
    languages: list[str]
    origin: Origin
    usable: bool
    saved_at_ms: int | None


class FormerVersion(BaseModel):
    """`saved_at_ms` is null for the file of the sessions' folder, as it was before the first change."""

    version_id: str
    saved_at_ms: int | None


class SheetText(BaseModel):
    """A run sheet as TOML. `version` is to be sent as `based_on` with a change of it."""

    id: str
    origin: Origin
    text: str
    version: str
    saved_at_ms: int | None
    former: list[FormerVersion]


class FormerText(BaseModel):
    text: str


class NewText(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: Annotated[str, AfterValidator(_written)]


class ChangedText(NewText):
    based_on: str = Field(max_length=64)


class NewId(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str = Field(pattern=f"^{ID}$")


class PutKey(BaseModel):
    """Give a key a value: a text, a number, true or false, a list of these, or a table of them."""

    model_config = ConfigDict(extra="forbid")
    do: Literal["put"]
    key: EditedKey
    value: Any

    def edit(self) -> Edit:
        return Put((*self.key,), self.value)


class InsertItem(BaseModel):
    """Put a value into a list, before the item that has the key's last number."""

    model_config = ConfigDict(extra="forbid")
    do: Literal["insert"]
    key: EditedKey
    value: Any

    def edit(self) -> Edit:
        return Insert((*self.key,), self.value)


class RemoveKey(BaseModel):
    """Remove a key, or an item of a list."""

    model_config = ConfigDict(extra="forbid")
    do: Literal["remove"]
    key: EditedKey

    def edit(self) -> Edit:
        return Remove((*self.key,))


class MoveItemDown(BaseModel):
    """Let an item of a list change places with the next one."""

    model_config = ConfigDict(extra="forbid")
    do: Literal["move_down"]
    key: EditedKey

    def edit(self) -> Edit:
        return MoveDown((*self.key,))


SheetEdit = Annotated[PutKey | InsertItem | RemoveKey | MoveItemDown, Field(discriminator="do")]


class TextToCheck(NewText):
    """A text, with a change to make in it if there is one; what is shown is a step and a beat in a language.

    With an `id` the text has to have that one.
    """

    id: str = Field(default="", pattern=f"^({ID})?$")
    edit: SheetEdit | None = None
    step: str = Field(default="", max_length=64)
    beat: int = Field(default=0, ge=0, le=20)
    language: str = Field(default="", max_length=8)


class Preview(BaseModel):
    """What the screens show: their views as the protocol has them, and `mine` of one who has a phone."""

    step: str
    steps: list[str]
    language: str
    now_ms: int
    phone: dict[str, dict[str, Any]]
    board: dict[str, dict[str, Any]]
    console: dict[str, dict[str, Any]]
    mine: dict[str, dict[str, Any]]


class Checked(BaseModel):
    """A text, changed if a change was asked for, with what is wrong with it.

    `data` is what it holds, null where it is no TOML; `preview` is null where it cannot be used. `version`
    stands for the text, so that one who has the saved version's knows whether it was changed.
    """

    text: str
    version: str
    usable: bool
    findings: list[SheetFinding]
    data: dict[str, Any] | None
    preview: Preview | None
