"""Where each key of a TOML file is: its line, and its characters. The file has to be valid TOML."""

import bisect
import re
from dataclasses import dataclass

from app.core.run_sheet_reader import Key

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([\w-]+))[ \t]*""")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")|\'\'\'.*?\'{3,5}(?!\')|"(?:[^"\\]|\\.)*"|\'[^\']*\'', re.DOTALL
)
_PLAIN = re.compile(r"[^,\]}\n#]+")


def lines(source: str) -> dict[Key, int]:
    """The line, from 1, of every key, table and list item, under the path that leads to it."""
    return _Scanner(source).found


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """`name = value`: the span of both, the name as it is written, and the table in whose lines it stands."""

    span: Span
    written: str
    table: Key


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are, as character offsets: values and list items, pairs, and `[tables]` by their headers.

    `headers` are in the order of the file, a list of tables under the key of each item.
    """

    values: dict[Key, Span]
    pairs: dict[Key, Pair]
    headers: dict[Key, Span]


def places(source: str) -> Places:
    """Where the values, pairs and headers of a file are."""
    scanner = _Scanner(source)
    return Places(scanner.values, scanner.pairs, scanner.headers)


class _Scanner:
    def __init__(self, source: str) -> None:
        self.found: dict[Key, int] = {}
        self.values: dict[Key, Span] = {}
        self.pairs: dict[Key, Pair] = {}
        self.headers: dict[Key, Span] = {}
        self._source = source
        self._line_ends = [match.start() for match in re.finditer("\n", source)]
        self._at = 0
        self._tables: dict[Key, int] = {}  # items begun so far, by list of tables
        table: Key = ()
        self._skip_blank()
        while self._at < len(source):
            start = self._at
            if self._accept("[["):
                table = self._next_item(self._path())
                self._accept("]]")
                self.headers[table] = (start, self._at)
            elif self._accept("["):
                table = self._resolved(self._path())
                self._note_line(table)
                self._accept("]")
                self.headers[table] = (start, self._at)
            else:
                self._pair(table)
            self._skip_blank()

    def _line(self) -> int:
        return bisect.bisect_left(self._line_ends, self._at) + 1

    def _skip_blank(self) -> None:
        match = _BLANK.match(self._source, self._at)
        self._at = match.end() if match else self._at

    def _accept(self, sign: str) -> bool:
        taken = self._source.startswith(sign, self._at)
        self._at += len(sign) if taken else 0
        return taken

    def _path(self) -> Key:
        """Read a dotted key; the position stays on its line."""
        names: list[str] = []
        while (match := _KEY.match(self._source, self._at)) is not None:
            names.append(next(name for name in match.groups() if name is not None))
            self._at = match.end()
            if not self._accept("."):
                break
        return tuple(names)

    def _resolved(self, path: Key) -> Key:
        """The path with the index of the current item inserted after each list of tables."""
        resolved: Key = ()
        for name in path:
            resolved = (*resolved, name)
            if resolved in self._tables:
                resolved = (*resolved, self._tables[resolved] - 1)
        return resolved

    def _note_line(self, key: Key) -> None:
        """Note the current line for a key, and for each of its parents that has none yet."""
        for n in range(1, len(key) + 1):
            self.found.setdefault(key[:n], self._line())

    def _next_item(self, path: Key) -> Key:
        """Begin the next item of a list of tables; returns its key, which ends in the index."""
        owner = (*self._resolved(path[:-1]), path[-1])
        n = self._tables.get(owner, 0)
        self._tables[owner] = n + 1
        self._note_line(owner)
        self.found[*owner, n] = self._line()
        return (*owner, n)

    def _pair(self, table: Key) -> None:
        start = self._at
        key = (*table, *self._path())
        written = self._source[start : self._at].strip()
        self._note_line(key)
        self._accept("=")
        self._value(key)
        self.pairs[key] = Pair((start, self.values[key][1]), written, table)

    def _value(self, key: Key) -> None:
        self._skip_blank()
        start = self._at
        if self._accept("["):
            self._items(key)
        elif self._accept("{"):
            self._skip_blank()
            while not self._accept("}"):
                self._pair(key)
                self._skip_blank()
                self._accept(",")
                self._skip_blank()
        else:
            match = _STRING.match(self._source, self._at) or _PLAIN.match(self._source, self._at)
            self._at = match.end() if match else len(self._source)
        # A number or a date is followed by blanks, up to what ends it.
        self.values[key] = (start, start + len(self._source[start : self._at].rstrip()))

    def _items(self, key: Key) -> None:
        n = 0
        self._skip_blank()
        while not self._accept("]"):
            self.found[*key, n] = self._line()
            self._value((*key, n))
            self._skip_blank()
            self._accept(",")
            self._skip_blank()
            n += 1
