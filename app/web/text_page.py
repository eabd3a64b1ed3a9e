"""A small page of text that the server writes itself: without a script, in every language of the screens.

Its style is inline, and allowed by its hash in the content security policy.
"""

import base64
import hashlib
from typing import Annotated

from fastapi import Header, Response

from app.core.languages import DEFAULT, Language, is_known
from app.exports.markup import Markup, tag
from app.web.dependencies import files
from app.web.origin_guard import CSP

_STYLE = (
    "body{margin:0;background:#fbf7f0;color:#1c1b22;font:1.125rem/1.5 -apple-system,'Segoe UI',Roboto,"
    "'Noto Sans',system-ui,sans-serif}main{max-width:38rem;margin:0 auto;padding:20px;"
    "overflow-wrap:break-word}h1{font-size:1.75rem;line-height:1.2}h2{margin:1.5em 0 .25em;"
    "font-size:1.25rem;line-height:1.2}p{margin:0 0 .5em}a{display:inline-block;min-height:44px;"
    "color:inherit;line-height:44px}:focus-visible{outline:3px solid #1f57a4;outline-offset:3px}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_CSP = CSP.replace("style-src 'self'", f"style-src 'sha256-{_HASH}'")
MEDIA_TYPE = "text/html; charset=utf-8"
PAGE = files(MEDIA_TYPE)
Accepted = Annotated[str, Header()]


def chosen_language(asked_for: Language | None, accepted: str) -> Language:
    """The language asked for, else the first in `accept-language` that the pages are written in."""
    if asked_for is not None:
        return asked_for
    preferred = (part.strip()[:2].lower() for part in accepted.split(","))
    return next((language for language in preferred if is_known(language)), DEFAULT)


def text_page(language: Language, title: str, *body: Markup, status: int = 200) -> Response:
    """The page with the title as its heading."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("link", rel="icon", href="/icon.svg"),
        tag("title", f"{title} · Summe"),
        Markup(f"<style>{_STYLE}</style>"),
    )
    html = tag("html", head, tag("body", tag("main", tag("h1", title), *body)), lang=language)
    headers = {"content-security-policy": _CSP}
    return Response(f"<!doctype html>\n{html}\n", status, headers, media_type=MEDIA_TYPE)
