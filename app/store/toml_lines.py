"""Where in a TOML file each key stands. The file is known to be valid, so this only has to walk it."""

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
    return _Walk(source).found


class _Walk:
    def __init__(self, source: str) -> None:
        self.found: dict[Key, int] = {}
        self._source = source
        self._at = 0
        self._tables: dict[Key, int] = {}  # of each list of tables, how many there have been
        table: Key = ()
        self._blank()
        while self._at < len(source):
            if self._takes("[["):
                table = self._next_of(self._path())
                self._takes("]]")
            elif self._takes("["):
                table = self._resolved(self._path())
                self._name(table)
                self._takes("]")
            else:
                self._pair(table)
            self._blank()

    def _line(self) -> int:
        return self._source.count("\n", 0, self._at) + 1

    def _blank(self) -> None:
        match = _BLANK.match(self._source, self._at)
        self._at = match.end() if match else self._at

    def _takes(self, sign: str) -> bool:
        taken = self._source.startswith(sign, self._at)
        self._at += len(sign) if taken else 0
        return taken

    def _path(self) -> Key:
        """A key, dots and all; the position stays on the line it stands on."""
        names: list[str] = []
        while (match := _KEY.match(self._source, self._at)) is not None:
            names.append(next(name for name in match.groups() if name is not None))
            self._at = match.end()
            if not self._takes("."):
                break
        return tuple(names)

    def _resolved(self, path: Key) -> Key:
        """The path with the number of the present item after each list of tables."""
        resolved: Key = ()
        for name in path:
            resolved = (*resolved, name)
            if resolved in self._tables:
                resolved = (*resolved, self._tables[resolved] - 1)
        return resolved

    def _name(self, key: Key) -> None:
        """The key stands here; so do the tables it is the first to speak of."""
        for n in range(1, len(key) + 1):
            self.found.setdefault(key[:n], self._line())

    def _next_of(self, path: Key) -> Key:
        owner = (*self._resolved(path[:-1]), path[-1])
        n = self._tables.get(owner, 0)
        self._tables[owner] = n + 1
        self._name(owner)
        self.found[*owner, n] = self._line()
        return (*owner, n)

    def _pair(self, table: Key) -> None:
        key = (*table, *self._path())
        self._name(key)
        self._takes("=")
        self._value(key)

    def _value(self, key: Key) -> None:
        self._blank()
        if self._takes("["):
            self._items(key)
        elif self._takes("{"):
            self._blank()
            while not self._takes("}"):
                self._pair(key)
                self._blank()
                self._takes(",")
                self._blank()
        else:
            match = _STRING.match(self._source, self._at) or _PLAIN.match(self._source, self._at)
            self._at = match.end() if match else len(self._source)

    def _items(self, key: Key) -> None:
        n = 0
        self._blank()
        while not self._takes("]"):
            self.found[*key, n] = self._line()
            self._value((*key, n))
            self._blank()
            self._takes(",")
            self._blank()
            n += 1
