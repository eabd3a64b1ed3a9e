"""The print-outs of a session as PDF, for those who lead it: the card has the presenter's notes."""

from fastapi import APIRouter, Response

from app.exports import ExtraMissing
from app.exports.printouts import PRINTOUTS, JoinAddress, PrintoutKind
from app.web.body_limit import LimitedRoute
from app.web.dependencies import CurrentContext, FacilitatedRoom, LanguageQuery, files, refused, to_save
from app.web.refusal_words import (
    NO_NETWORK,
    RefusedInWords,
    missing_extra,
)

router = APIRouter(route_class=LimitedRoute, tags=["exports"], responses=refused(403, 404))


@router.get(
    "/api/sessions/{code}/printouts/{kind}.pdf",
    response_class=Response,
    responses=files("application/pdf") | refused(501, 503),
)
async def printout(
    context: CurrentContext, room: FacilitatedRoom, kind: PrintoutKind, lang: LanguageQuery = None
) -> Response:
    """A poster (A3), hand-out or slips (A4) with QR code, address and join code, or the presenter's card.

    The card (A4) has the hour's plan and needs no address.
    """
    public, state = context.public, room.state
    make, needs_address = PRINTOUTS[kind]
    if needs_address and not public.url:
        raise RefusedInWords(503, NO_NETWORK)
    join = JoinAddress(room.code, public.netloc, f"{public.url}/{room.code}" if public.url else "")
    try:
        body = await context.rendering.run(
            f"{state.session_id}|{kind}", lambda: make(state, join, lang or state.language)
        )
    except ExtraMissing as error:
        raise RefusedInWords(501, missing_extra(str(error))) from None
    return to_save(body, "application/pdf", f"summe-{room.code}-{kind}.pdf")
