"""Which other DLLs a DLL, an extension module or a program of Windows is linked to.

A DLL that is missing is what most often keeps a program from starting on another computer, and it shows there
alone. So the tables of imports are read here, as the format (PE) has them.
"""

import struct
from collections.abc import Iterator
from typing import Final

_SIGNATURE_AT: Final = 0x3C
_SIGNATURE: Final = b"PE\0\0"
_PE32_PLUS: Final = 0x20B
# Of two of the directories at the end of the optional header: its number, the size of an entry, and the place
# of the name in an entry.
_IMPORTS: Final = (1, 20, 12)
_DELAYED_IMPORTS: Final = (13, 32, 4)


class NotALibrary(ValueError):
    """The bytes are no DLL, extension module or program of 64-bit Windows."""


def linked_to(file: bytes) -> set[str]:
    """The names of the DLLs, in lower case. Raises NotALibrary."""
    try:
        return set(_linked_to(file))
    except (struct.error, ValueError) as error:
        raise NotALibrary(str(error)) from None


def _linked_to(file: bytes) -> Iterator[str]:
    (header,) = struct.unpack_from("<I", file, _SIGNATURE_AT)
    if file[header : header + 4] != _SIGNATURE:
        raise ValueError("no PE file")
    sections, optional_size = struct.unpack_from("<H12xH", file, header + 6)
    optional = header + 24
    if struct.unpack_from("<H", file, optional) != (_PE32_PLUS,):
        raise ValueError("not for 64 bits")
    # Of each section: its size and address in memory, its size and place in the file.
    placed = [
        struct.unpack_from("<IIII", file, optional + optional_size + 40 * number + 8)
        for number in range(sections)
    ]

    def in_file(address: int) -> int:
        for size, start, file_size, place in placed:
            if start <= address < start + max(size, file_size):
                return int(place + address - start)
        raise ValueError(f"no section has address {address}")

    for directory, size, name_at in (_IMPORTS, _DELAYED_IMPORTS):
        (table,) = struct.unpack_from("<I", file, optional + 112 + 8 * directory)
        entry = in_file(table) if table else 0
        while entry and (name := struct.unpack_from("<I", file, entry + name_at)[0]):
            start = in_file(name)
            yield file[start : file.index(b"\0", start)].decode("ascii").lower()
            entry += size
