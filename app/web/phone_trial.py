"""The page that a phone opens to try whether it reaches this computer: /try.

Opening it is noted for the doctor, as a time and nothing else.
"""

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from app.core.languages import PerLanguage
from app.doctor.findings import Said
from app.exports.markup import tag
from app.web.body_limit import LimitedRoute
from app.web.dependencies import CurrentContext, LanguageQuery
from app.web.text_page import PAGE, Accepted, chosen_language, text_page

GOT_THROUGH: PerLanguage[Said] = {
    "da": Said(
        "Det virker",
        "Den her telefon er kommet igennem til Summe. Andre på samme net kommer også ind.",
    ),
    "en": Said(
        "It works",
        "This phone has got through to Summe. Others on the same network get in too.",
    ),
}
FROM_THE_SERVER: PerLanguage[Said] = {
    "da": Said(
        "Prøv på en telefon",
        "Den her side er åbnet på computeren selv, og det viser ikke noget. Åbn den på en telefon på salens "
        "wi-fi.",
    ),
    "en": Said(
        "Try it on a phone",
        "This page is open on the computer itself, which shows nothing. Open it on a phone on the room's "
        "Wi-Fi.",
    ),
}
router = APIRouter(route_class=LimitedRoute, tags=["pages"], default_response_class=Response)


@router.get("/try", responses=PAGE)
async def try_on_a_phone(
    context: CurrentContext,
    request: Request,
    lang: LanguageQuery = None,
    accept_language: Accepted = "",
    x_forwarded_for: Annotated[str, Header()] = "",
) -> Response:
    """A page that says whether the device that opens it is another one than the server's computer."""
    language = chosen_language(lang, accept_language)
    peer = request.client.host if request.client else ""
    # A proxy on this computer names the device last; others may write what they like, which only they see.
    arrived = context.running.arrived(peer) or context.running.arrived(
        x_forwarded_for.rpartition(",")[2].strip()
    )
    said = (GOT_THROUGH if arrived else FROM_THE_SERVER)[language]
    return text_page(language, said.title, tag("p", said.advice))
