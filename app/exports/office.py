"""What the files of Word and PowerPoint share: language, text that XML can hold, and one way to pack them.

Both are zips of XML. They are packed again here so that the same session gives the same file, with nothing in
it about this computer, its user or the libraries' own templates.
"""

import io
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.core.languages import PerLanguage, nearest
from app.exports import ExtraMissing

# In every Office, and with a twin of the same widths (Carlito) in LibreOffice.
FONT: Final = "Calibri"
LOCALES: PerLanguage[str] = {"da": "da-DK", "en": "en-GB"}
# What XML 1.0 cannot hold, however it is written.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CORE: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>'
    "<dc:creator>Summe</dc:creator><dc:language>{language}</dc:language>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{at}</dcterms:modified></cp:coreProperties>'
)
_APP: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Summe</Application></Properties>"
)


def package_missing(what: str) -> ExtraMissing:
    """The error where the packages that write Office files are not installed."""
    return ExtraMissing(
        f'{what} needs two more packages on the server: pip install "summe-live[office]". '
        "Until then, any word processor can open the report that was saved as a web page."
    )


def locale_of(language: str) -> str:
    """The language in which the file's words are spell-checked and read aloud."""
    return LOCALES[nearest(language)]


def xml_text(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def is_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction is written from right to left."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    first = next((one for one in directions if one in ("L", "R", "AL")), "L")
    return first != "L"


def packed(
    file: bytes, title: str, at_ms: int, language: str, replaced: Mapping[str, bytes] | None = None
) -> bytes:
    """The same file with properties that say only its title, language and the time `at_ms`.

    `replaced` has the new content of parts, by name. Workbooks within are packed in the same way.
    """
    moment = datetime.fromtimestamp(at_ms / 1000, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    core = _CORE.format(title=escape(xml_text(title)), language=locale_of(language), at=moment)
    own = {"docProps/core.xml": core.encode(), "docProps/app.xml": _APP.encode(), **(replaced or {})}
    out = io.BytesIO()
    with ZipFile(io.BytesIO(file)) as given, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name in given.namelist():
            content = own.get(name) or given.read(name)
            if name.endswith(".xlsx"):
                content = packed(content, title, at_ms, language)
            # Without a date of its own an entry has the earliest that a zip can have.
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            made.writestr(entry, content)
    return out.getvalue()
