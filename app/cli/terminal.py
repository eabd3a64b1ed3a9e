"""Standard output of commands: lines, QR codes, and whether keys may be written there.

When it is closed, a command keeps running and writes to /dev/null instead.
"""

import io
import os
import sys

import qrcode

QR_BLOCKS = "█▀▄"


def say(text: str) -> None:
    """Write to standard output; characters that it cannot show become question marks."""
    try:
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")
        sys.stdout.flush()
    except OSError:  # a pipe whose reader has ended, a full disk
        with open(os.devnull, "w", encoding="utf-8") as nothing:
            os.dup2(nothing.fileno(), sys.stdout.fileno())


def shows_keys() -> bool:
    """Whether standard output is a terminal.

    Elsewhere it is a journal, a container's log or a file, which others may read, and gets no key.
    """
    return sys.stdout.isatty()


def qr_picture(link: str) -> str:
    """The link's QR code in block characters; empty where the terminal has none."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        QR_BLOCKS.encode(encoding)
    except UnicodeEncodeError:
        return ""
    code = qrcode.QRCode(border=2)
    code.add_data(link)
    picture = io.StringIO()
    code.print_ascii(out=picture, invert=True)
    return picture.getvalue()
