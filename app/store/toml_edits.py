"""Single changes to a TOML text that leave all else as it is written: comments, order and quotes.

Every change is checked: the new text is read again, and has to hold what the old one held with this change.
"""

import copy
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from app.core.run_sheet_reader import Key
from app.store.toml_lines import Places, Span, places
from app.store.toml_reading import NotToml, read_toml

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_INDENT = "  "
# A list of words stands on one line up to here.
_LONGEST_LINE = 100


@dataclass(frozen=True, slots=True)
class Put:
    """Give a key this value, in place of its present one if it has one."""

    key: Key
    value: Any


@dataclass(frozen=True, slots=True)
class Insert:
    """Put a value into a list, before the item that has this number now; the key ends in the number."""

    key: Key
    value: Any


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove a key, or an item of a list."""

    key: Key


@dataclass(frozen=True, slots=True)
class MoveDown:
    """Let an item of a list change places with the next one."""

    key: Key


Edit = Put | Insert | Remove | MoveDown


class NotEditable(Exception):
    """The change cannot be made in this text: it is no TOML, or has no such key."""


def edited(source: str, edit: Edit) -> str:
    """The text with a change; raises NotEditable."""
    try:
        wanted = _applied(read_toml(source), edit)
        text = _written(source, edit)
        text.encode()
        found = read_toml(text)
    except (NotToml, UnicodeEncodeError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NotEditable(str(error)) from error
    if found != wanted:
        raise NotEditable("the text is written in a way that cannot be changed from here")
    return text


def read_data(source: str) -> dict[str, Any] | None:
    """What a text holds, as JSON can carry it, with dates as texts; None where it is no TOML."""
    try:
        return {key: _for_json(value) for key, value in read_toml(source).items()}
    except NotToml:
        return None


def _for_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _for_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_for_json(one) for one in value]
    is_plain = isinstance(value, str | bool | int) or (isinstance(value, float) and math.isfinite(value))
    return value if is_plain else str(value)


def _applied(data: dict[str, Any], edit: Edit) -> dict[str, Any]:
    """The data with a change."""
    *path, last = edit.key
    owner: Any = data
    for part in path:
        owner = (
            owner.setdefault(part, {}) if isinstance(edit, Put) and isinstance(owner, dict) else owner[part]
        )
    match edit:
        case Put():
            owner[last] = copy.deepcopy(edit.value)
        case Insert():
            owner.insert(last, copy.deepcopy(edit.value))
        case Remove():
            del owner[last]
        case MoveDown():
            after = _number(last) + 1
            owner[last], owner[after] = owner[after], owner[last]
        case _:
            assert_never(edit)
    return data


def _written(source: str, edit: Edit) -> str:
    text = _Text(source)
    match edit:
        case Put():
            return text.put(edit.key, edit.value)
        case Insert():
            return text.insert(edit.key, edit.value)
        case Remove():
            return text.remove(edit.key)
        case MoveDown():
            return text.move_down(edit.key)
        case _:
            assert_never(edit)


class _Text:
    """A text and where everything is in it; each method gives the changed text."""

    def __init__(self, source: str) -> None:
        self._source = source if not source or source.endswith("\n") else source + "\n"
        self._places: Places = places(self._source)

    def put(self, key: Key, value: Any) -> str:
        if key in self._places.values:
            return self._replaced(self._places.values[key], literal(value))
        if isinstance(key[-1], int):
            raise LookupError(f"there is no {key}")
        name, parent = _name(key[-1]), key[:-1]
        if _is_table(value):
            return self._with_block(parent, _block(key, value))
        span = self._places.values.get(parent)
        if span is not None:
            return self._with_pair_inside(span, f"{name} = {literal(value)}")
        beside = [pair for at, pair in self._places.pairs.items() if at[:-1] == parent]
        if beside:
            *before, _ = beside[-1].written.rpartition(".")
            return self._with_line_after(beside[-1].span[1], f"{''.join(before)}{name} = {literal(value)}")
        if parent in self._places.headers or not parent:
            end = self._places.headers[parent][1] if parent else -1
            return self._with_line_after(end, f"{name} = {literal(value)}")
        return self._with_block(parent[:-1], _block(parent, {key[-1]: value}))

    def insert(self, key: Key, value: Any) -> str:
        owner, n = key[:-1], _number(key[-1])
        span = self._places.values.get(owner)
        if span is not None:
            return self._with_item(owner, span, n, literal(value))
        block = _block(key, value)
        if key in self._places.headers:
            return self._inserted(self._begin(key), block + "\n")
        return self._inserted(self._end((*owner, n - 1)), "\n" + block)

    def remove(self, key: Key) -> str:
        if key in self._places.pairs:
            pair = self._places.pairs[key]
            return self._without(pair.span, inside=key[:-1] in self._places.values)
        if key in self._places.values:
            return self._without(self._places.values[key], inside=True)
        if key not in self._places.headers:
            raise LookupError(f"there is no {key}")
        begin, end = self._begin(key), self._end(key)
        blank = re.compile(r"\n*").match(self._source, end)
        rest = self._source[blank.end() if blank else end :]
        before = self._source[:begin].rstrip("\n") + "\n"
        return f"{before}\n{rest}" if rest else before

    def move_down(self, key: Key) -> str:
        other = (*key[:-1], _number(key[-1]) + 1)
        spans = self._places.values
        if key in spans:
            first, second = spans[key], spans[other]
        else:
            first, second = ((self._begin(one), self._end(one)) for one in (key, other))
        source = self._source
        between = source[first[1] : second[0]]
        return (
            source[: first[0]]
            + source[second[0] : second[1]]
            + between
            + source[first[0] : first[1]]
            + source[second[1] :]
        )

    # ---- pieces

    def _replaced(self, span: Span, by: str) -> str:
        return self._source[: span[0]] + by + self._source[span[1] :]

    def _inserted(self, at: int, text: str) -> str:
        return self._replaced((at, at), text)

    def _line_start(self, at: int) -> int:
        return self._source.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        """Where the next line begins."""
        end = self._source.find("\n", at)
        return len(self._source) if end < 0 else end + 1

    def _is_first_on_line(self, at: int) -> bool:
        return not self._source[self._line_start(at) : at].strip()

    def _begin(self, key: Key) -> int:
        """Where the lines of a table begin: with the comments right above its header."""
        begin = self._line_start(self._places.headers[key][0])
        while begin and self._source[self._line_start(begin - 1) : begin].lstrip().startswith("#"):
            begin = self._line_start(begin - 1)
        return begin

    def _end(self, key: Key) -> int:
        """Where the lines of a table and of those inside it end, without the blank lines behind it."""
        headers = [*self._places.headers]
        if key not in headers:
            raise LookupError(f"there is no {key}")
        behind = headers[headers.index(key) + 1 :]
        after = next((other for other in behind if other[: len(key)] != key), None)
        end = len(self._source) if after is None else self._begin(after)
        return len(self._source[:end].rstrip("\n")) + 1

    def _with_line_after(self, at: int, line: str) -> str:
        """With a line behind the one at this offset, indented as that one; at the top for -1."""
        if at < 0:
            return f"{line}\n{self._source}"
        start = self._line_start(at)
        indent = re.compile(r"[ \t]*").match(self._source, start)
        shift = indent.group() if indent and self._source[start:at].strip() else ""
        return self._inserted(self._line_end(at), f"{shift}{line}\n")

    def _with_block(self, parent: Key, block: str) -> str:
        """With a table behind the one that it belongs to, or at the end of the file."""
        end = self._end(parent) if parent in self._places.headers else len(self._source.rstrip("\n")) + 1
        return self._inserted(min(end, len(self._source)), "\n" + block)

    def _with_pair_inside(self, span: Span, pair: str) -> str:
        """With a pair more in a table on one line."""
        inside = self._source[span[0] + 1 : span[1] - 1].strip()
        return self._replaced(span, f"{{ {inside}, {pair} }}" if inside else f"{{ {pair} }}")

    def _with_item(self, owner: Key, span: Span, n: int, item: str) -> str:
        values = self._places.values
        many = sum(key[:-1] == owner for key in values)
        if not many:
            return self._replaced(span, f"[\n{_INDENT}{item},\n]")
        if n < many:
            start, _ = values[*owner, n]
            if self._is_first_on_line(start):
                line = self._line_start(start)
                return self._inserted(line, f"{self._source[line:start]}{item},\n")
            return self._inserted(start, f"{item}, ")
        start, end = values[*owner, many - 1]
        comma = re.compile(r"\s*,").match(self._source, end)
        behind = comma.end() if comma else end
        line = self._line_start(start)
        if self._is_first_on_line(start) and self._line_end(behind) <= span[1]:
            indent = self._source[line:start]
            text = self._source[:end] + ("" if comma else ",") + self._source[end:]
            at = self._line_end(behind) + (0 if comma else 1)
            return f"{text[:at]}{indent}{item},\n{text[at:]}"
        return self._inserted(end, f", {item}")

    def _without(self, span: Span, *, inside: bool) -> str:
        """Without a pair or an item; `inside` a list or a table on one line its comma goes too."""
        start, end = span
        comma = re.compile(r"[ \t]*,").match(self._source, end) if inside else None
        end = comma.end() if comma else end
        rest = self._source[end : self._line_end(end)].strip()
        if self._is_first_on_line(start) and (not rest or rest.startswith("#")):
            return self._replaced((self._line_start(start), self._line_end(end)), "")
        if comma:
            blank = re.compile(r"[ \t]*").match(self._source, end)
            return self._replaced((start, blank.end() if blank else end), "")
        before = re.compile(r",\s*$").search(self._source, 0, start)
        return self._replaced((before.start() if before else start, end), "")


def _number(part: str | int) -> int:
    if not isinstance(part, int):
        raise TypeError(f"{part!r} is no place in a list")
    return part


def _name(part: str | int) -> str:
    name = str(part)
    return name if _BARE.fullmatch(name) else quoted(name)


def quoted(text: str) -> str:
    """The text as a basic string of TOML, which escapes as JSON does, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def literal(value: Any) -> str:
    """A value as TOML, on one line where it is short; raises TypeError for what a run sheet never holds."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_name(name)} = {literal(one)}" for name, one in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list):
        items = [literal(one) for one in value]
        line = f"[{', '.join(items)}]"
        if len(line) <= _LONGEST_LINE and not any(isinstance(one, Mapping) for one in value):
            return line
        return "[\n" + "".join(f"{_INDENT}{item},\n" for item in items) + "]"
    raise TypeError(f"{type(value).__name__} has no place in a run sheet")


def _is_table(value: Any) -> bool:
    """Whether a value is written as a table of its own: a text in several languages is not."""
    return isinstance(value, Mapping) and not all(isinstance(one, str) for one in value.values())


def _block(key: Key, table: Mapping[str, Any]) -> str:
    """A table with its header, and behind it the tables inside it."""
    path = ".".join(_name(part) for part in key if isinstance(part, str))
    head = f"[[{path}]]" if isinstance(key[-1], int) else f"[{path}]"
    lines, inside = [head], []
    for name, value in table.items():
        if _is_table(value):
            inside.append(_block((*key, name), value))
        elif isinstance(value, list) and value and all(map(_is_table, value)):
            inside += [_block((*key, name, n), one) for n, one in enumerate(value)]
        else:
            lines.append(f"{_name(name)} = {literal(value)}")
    return "\n".join(lines) + "\n" + "".join(inside)
