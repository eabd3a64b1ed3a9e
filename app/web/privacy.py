"""The privacy page, linked from the phone's notice, and how long a session is kept.

It says only what this server does; it refers to the organiser for the rest.
"""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from app.core.languages import LANGUAGES, Language
from app.exports.markup import group, tag
from app.rooms.housekeeping import erased_at_ms
from app.web.accessibility import link_to_statement
from app.web.body_limit import LimitedRoute
from app.web.context import AppContext
from app.web.dependencies import CurrentContext, KnownRecord, LanguageQuery, refused
from app.web.privacy_words import WORDS
from app.web.text_page import PAGE, Accepted, chosen_language, text_page

router = APIRouter(route_class=LimitedRoute, tags=["pages"], default_response_class=Response)


@router.get("/privacy", responses=PAGE)
async def in_general(
    context: CurrentContext, lang: LanguageQuery = None, accept_language: Accepted = ""
) -> Response:
    """The privacy page with the retention that new sessions get."""
    return _page(context, context.settings.retention_days, chosen_language(lang, accept_language))


@router.get("/{code}/privacy", responses=PAGE | refused(404, 503))
async def of_session(
    context: CurrentContext, known: KnownRecord, lang: LanguageQuery = None, accept_language: Accepted = ""
) -> Response:
    """The privacy page with a session's own retention."""
    return _page(context, known.retention_days, chosen_language(lang, accept_language))


class Retention(BaseModel):
    """How long a session is kept: days after it has ended, and once it has, when it is erased (server ms)."""

    days_after_end: int
    erased_at_ms: int | None


@router.get("/api/retention/{code}", response_class=JSONResponse, responses=refused(404, 503))
async def retention(known: KnownRecord) -> Retention:
    """How long a session is kept, as My page on phones says beside its personal link."""
    return Retention(days_after_end=known.retention_days, erased_at_ms=erased_at_ms(known))


def _page(context: AppContext, days: int, language: Language) -> Response:
    words = WORDS[language]
    parts = (
        group(tag("h2", heading), *(tag("p", text) for text in texts))
        for heading, texts in words.parts(context.settings.contact, days)
    )
    links = (
        tag("p", tag("a", WORDS[other].name, href=f"?lang={other}", lang=other, hreflang=other))
        for other in LANGUAGES
        if other != language
    )
    return text_page(language, words.title, *parts, *links, *link_to_statement(context.settings, language))
