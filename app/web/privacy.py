"""The privacy page, linked from the phone's notice: who controls the data, what is kept, how it is erased.

One small page without a script, in every language of the screens. Its style is inline, and allowed by its
hash in the content security policy. It says only what this server does; it refers to the organiser for the
rest.
"""

import base64
import hashlib
from typing import Annotated

from fastapi import APIRouter, Header, Response

from app.core.languages import DEFAULT, LANGUAGES, Language, is_known
from app.exports.markup import Markup, group, tag
from app.web.body_limit import LimitedRoute
from app.web.context import AppContext
from app.web.dependencies import CurrentContext, KnownRecord, LanguageQuery, files, refused
from app.web.origin_guard import CSP
from app.web.privacy_words import WORDS

_STYLE = (
    "body{margin:0;background:#fbf7f0;color:#1c1b22;font:1.125rem/1.5 -apple-system,'Segoe UI',Roboto,"
    "'Noto Sans',system-ui,sans-serif}main{max-width:38rem;margin:0 auto;padding:20px;"
    "overflow-wrap:break-word}h1{font-size:1.75rem;line-height:1.2}h2{margin:1.5em 0 .25em;"
    "font-size:1.25rem;line-height:1.2}p{margin:0 0 .5em}a{display:inline-block;min-height:44px;"
    "color:inherit;line-height:44px}:focus-visible{outline:3px solid #1f57a4;outline-offset:3px}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_CSP = CSP.replace("style-src 'self'", f"style-src 'sha256-{_HASH}'")


router = APIRouter(route_class=LimitedRoute, tags=["pages"], default_response_class=Response)
_PAGE = files("text/html; charset=utf-8")
Accepted = Annotated[str, Header()]


@router.get("/privacy", responses=_PAGE)
async def in_general(
    context: CurrentContext, lang: LanguageQuery = None, accept_language: Accepted = ""
) -> Response:
    """The privacy page with the retention that new sessions get."""
    return _page(context, context.settings.retention_days, lang, accept_language)


@router.get("/{code}/privacy", responses=_PAGE | refused(404, 503))
async def of_session(
    context: CurrentContext, known: KnownRecord, lang: LanguageQuery = None, accept_language: Accepted = ""
) -> Response:
    """The privacy page with a session's own retention."""
    return _page(context, known.retention_days, lang, accept_language)


def _page(context: AppContext, days: int, lang: Language | None, accepted: str) -> Response:
    language = lang or _language(accepted)
    html = f"<!doctype html>\n{_html(language, context.settings.contact, days)}\n"
    headers = {"content-security-policy": _CSP}
    return Response(html, media_type="text/html; charset=utf-8", headers=headers)


def _language(accepted: str) -> Language:
    """The first language in `accept-language` that the page is written in; else the default."""
    preferred = (part.strip()[:2].lower() for part in accepted.split(","))
    return next((language for language in preferred if is_known(language)), DEFAULT)


def _html(language: Language, contact: str, days: int) -> Markup:
    words = WORDS[language]
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("link", rel="icon", href="/icon.svg"),
        tag("title", f"{words.title} · Summe"),
        Markup(f"<style>{_STYLE}</style>"),
    )
    parts = (
        group(tag("h2", heading), *(tag("p", text) for text in texts))
        for heading, texts in words.parts(contact, days)
    )
    links = (
        tag("p", tag("a", WORDS[other].name, href=f"?lang={other}", lang=other, hreflang=other))
        for other in LANGUAGES
        if other != language
    )
    body = tag("body", tag("main", tag("h1", words.title), *parts, *links))
    return tag("html", head, body, lang=language)
