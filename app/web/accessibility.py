"""The organisation's accessibility statement: `/was` leads to the address that the operator has set.

Public bodies in Denmark have to have their statement at that path, and a link to it at the foot of their
pages; they write it elsewhere, with the authority's tool.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.core.languages import Language, PerLanguage
from app.exports.markup import Markup, tag
from app.settings import Settings
from app.web.body_limit import LimitedRoute
from app.web.dependencies import CurrentContext, LanguageQuery
from app.web.text_page import PAGE, Accepted, chosen_language, text_page


@dataclass(frozen=True, slots=True)
class Words:
    """What the link is called, and the page where there is no statement."""

    statement: str
    none: str
    help: str
    operator: str


WORDS: PerLanguage[Words] = {
    "da": Words(
        statement="Tilgængelighedserklæring",
        # With a soft hyphen: as a heading the word is wider than a phone.
        none="Der er ingen tilgængeligheds\u00aderklæring her",
        help="Har du brug for hjælp til at være med, så sig det til den, der har inviteret dig. Du kan "
        "også skrive dit spørgsmål på en seddel og give den til facilitatoren.",
        operator="Til den, der driver serveren: Skriv adressen på jeres tilgængelighedserklæring i "
        "SUMME_ACCESSIBILITY_URL, og start serveren igen. Så fører denne side til den.",
    ),
    "en": Words(
        statement="Accessibility statement",
        none="There is no accessibility statement here",
        help="If you need help to take part, please say so to the person who invited you. You can also "
        "write your question on a slip of paper and give it to the facilitator.",
        operator="To the operator of this server: set SUMME_ACCESSIBILITY_URL to the address of your "
        "accessibility statement, and start the server again. This page then leads to it.",
    ),
}

router = APIRouter(route_class=LimitedRoute, tags=["pages"], default_response_class=Response)


_RESPONSES = PAGE | {302: {"description": "The statement."}}


@router.head("/was", responses=_RESPONSES, operation_id="statement_head")
@router.get("/was", responses=_RESPONSES)
async def statement(
    context: CurrentContext, lang: LanguageQuery = None, accept_language: Accepted = ""
) -> Response:
    """A redirect to the statement; where the operator has set none, a page that says so."""
    if address := context.settings.accessibility_url:
        return RedirectResponse(address, 302)
    language = chosen_language(lang, accept_language)
    words = WORDS[language]
    return text_page(language, words.none, tag("p", words.help), tag("p", words.operator), status=404)


def link_to_statement(settings: Settings, language: Language) -> Sequence[Markup]:
    """A paragraph with the link, where there is a statement; else nothing."""
    if not settings.accessibility_url:
        return ()
    return (tag("p", tag("a", WORDS[language].statement, href="/was")),)
