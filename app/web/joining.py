"""Routes for the URL at which people join a session, its QR code, a slide with both, and its logo."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from app.core.logo import PNG, SVG, fingerprint, image_of
from app.exports import ExtraMissing
from app.exports.qr import qr_svg
from app.exports.slide import SLIDES, JoinSlide, SlideKind
from app.web.body_limit import LimitedRoute
from app.web.dependencies import (
    CurrentContext,
    FacilitatedRoom,
    KnownCode,
    LanguageQuery,
    files,
    refused,
    room_of,
    to_save,
)
from app.web.refusal_words import (
    NO_NETWORK,
    NO_SUCH_LOGO,
    RefusedInWords,
    missing_extra,
)

# Opened as a page of its own, the image may load nothing and run nothing.
_IMAGE = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "content-disposition": "inline",
    "cache-control": "private, max-age=31536000, immutable",
}


class Address(BaseModel):
    """Where people join: `url` as a link, `address` as people read and type it.

    Both are empty while the server's computer has had no network yet.
    """

    code: str
    address: str
    url: str


router = APIRouter(route_class=LimitedRoute, tags=["joining"], responses=refused(404, 503))


@router.get("/api/join/{code}")
async def join(context: CurrentContext, code: KnownCode) -> Address:
    """The address that people join a session at."""
    public = context.public
    return Address(code=code, address=public.netloc, url=f"{public.url}/{code}" if public.url else "")


@router.get("/api/qr/{code}.svg", response_class=Response, responses=files("image/svg+xml"))
async def qr(context: CurrentContext, code: KnownCode) -> Response:
    """The address that people join a session at, as a QR code."""
    if not context.public.url:
        raise RefusedInWords(503, NO_NETWORK)
    return Response(qr_svg(f"{context.public.url}/{code}"), media_type="image/svg+xml")


@router.get(
    "/api/sessions/{code}/slide.{kind}",
    response_class=Response,
    responses=files(*(media_type for media_type, _ in SLIDES.values())) | refused(403, 501),
)
async def slide(
    context: CurrentContext, room: FacilitatedRoom, kind: SlideKind, lang: LanguageQuery = None
) -> Response:
    """A slide for one's own presentation, with the QR code, the address and the join code."""
    public, state = context.public, room.state
    if not public.url:
        raise RefusedInWords(503, NO_NETWORK)
    language = lang or state.language
    said = JoinSlide(
        title=state.title_in(language),
        subtitle=state.subtitle_in(language),
        address=public.netloc,
        code=room.code,
        url=f"{public.url}/{room.code}",
        accent=state.run_sheet.accent,
        language=language,
        at_ms=state.opened_at_ms,
    )
    media_type, make = SLIDES[kind]
    try:
        body = await context.rendering.run(f"{state.session_id}|slide.{kind}", lambda: make(said))
    except ExtraMissing as error:
        raise RefusedInWords(501, missing_extra(str(error))) from None
    return to_save(body, media_type, f"summe-{room.code}-slide.{kind}")


@router.get("/api/logo/{code}/{name}", response_class=Response, responses=files(SVG, PNG))
async def logo(context: CurrentContext, code: KnownCode, name: str) -> Response:
    """The session's logo, under the name that screens are sent; it never changes under that name."""
    sheet = (await room_of(context, code)).state.run_sheet
    if not sheet.logo or name != fingerprint(sheet.logo):
        raise RefusedInWords(404, NO_SUCH_LOGO)
    media_type, image = image_of(sheet.logo)
    return Response(image, media_type=media_type, headers=_IMAGE)
