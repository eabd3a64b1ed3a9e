"""The line of each key in a TOML file; the scanner relies on the file being valid TOML."""

import re

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


class _Scanner:
    def __init__(self, source: str) -> None:
        self.found: dict[Key, int] = {}
        self._source = source
        self._at = 0
        self._tables: dict[Key, int] = {}  # items begun so far, by list of tables
        table: Key = ()
        self._skip_blank()
        while self._at < len(source):
            if self._accept("[["):
                table = self._next_item(self._path())
                self._accept("]]")
            elif self._accept("["):
                table = self._resolved(self._path())
                self._note_line(table)
                self._accept("]")
            else:
                self._pair(table)
            self._skip_blank()

    def _line(self) -> int:
        return self._source.count("\n", 0, self._at) + 1

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
        key = (*table, *self._path())
        self._note_line(key)
        self._accept("=")
        self._value(key)

    def _value(self, key: Key) -> None:
        self._skip_blank()
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
