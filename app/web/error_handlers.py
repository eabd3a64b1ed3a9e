"""Error handlers: error responses that say what is wrong, and what to do about it.

FastAPI's own 422 repeats the invalid input, which may not even be encodable; these handlers leave it out.
"""

import json
import logging
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError

from app.core.languages import Language
from app.store import LogUnavailable, NotSaved, OutcomeUnknown, SessionIdUsed, UnknownSession
from app.web.guessing import TooManyGuesses
from app.web.refusal_words import (
    ERASED_BEFORE,
    OUTCOME_UNKNOWN,
    TOO_MANY_GUESSES,
    UNKNOWN_CODE,
    RefusedInWords,
    Worded,
    language_of,
    log_unavailable,
    rejected,
    unreadable,
)
from app.web.rendering import RETRY_AFTER_S, NotRendered

_logger = logging.getLogger("summe.web")
# Limits of a 422, since its errors contain key names that the sender has chosen.
MOST_FAULTS = 10
MOST_SIGNS = 200


def add_error_handlers(app: FastAPI) -> None:
    """Register the error handlers with the application."""
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(RefusedInWords, _refused)
    app.add_exception_handler(NotSaved, _not_saved)
    app.add_exception_handler(OutcomeUnknown, _outcome_unknown)
    app.add_exception_handler(LogUnavailable, _log_unavailable)
    app.add_exception_handler(SessionIdUsed, _erased_before)
    app.add_exception_handler(UnknownSession, _erased_meanwhile)
    app.add_exception_handler(NotRendered, _not_rendered)
    app.add_exception_handler(TooManyGuesses, _too_many_guesses)


async def _unreadable(request: Request, error: Exception) -> Response:
    """422 with the place, type and message of the first faults, without the input."""
    if not isinstance(error, RequestValidationError):
        raise error
    # Its traceback refers to a frame of FastAPI that refers to the error and the body: a reference cycle.
    error.__traceback__ = error.__cause__ = error.__context__ = None
    language = language_of(request)
    return _response(422, [_shortened(fault, language) for fault in error.errors()[:MOST_FAULTS]])


def _shortened(fault: dict[str, Any], language: Language) -> dict[str, object]:
    place = [part[:MOST_SIGNS] if isinstance(part, str) else part for part in fault["loc"]]
    said = unreadable(fault["type"], fault.get("ctx", {}), fault["msg"])[language]
    return {"loc": place, "type": fault["type"], "msg": said[:MOST_SIGNS]}


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, RefusedInWords):
        raise error
    return _in_words(request, error.status_code, error.words)


async def _not_saved(request: Request, error: Exception) -> Response:
    _logger.error("not saved: %s", error)
    return _in_words(request, 503, rejected("not_saved"))


async def _outcome_unknown(request: Request, error: Exception) -> Response:
    _logger.error("not known whether it is saved: %s", error)
    return _in_words(request, 503, OUTCOME_UNKNOWN)


async def _log_unavailable(request: Request, error: Exception) -> Response:
    if not isinstance(error, LogUnavailable):
        raise error
    _logger.error("the log cannot be read: %s", error)
    return _in_words(request, 503, log_unavailable(error.advice))


async def _erased_before(request: Request, __: Exception) -> Response:
    """409 for a request that is sent again once the session that it opened has been erased."""
    return _in_words(request, 409, ERASED_BEFORE)


async def _erased_meanwhile(request: Request, __: Exception) -> Response:
    """404 for a session that was there when the request began."""
    return _in_words(request, 404, UNKNOWN_CODE)


async def _not_rendered(request: Request, error: Exception) -> Response:
    """503, with when to try again."""
    if not isinstance(error, NotRendered):
        raise error
    response = _in_words(request, 503, error.words)
    response.headers["retry-after"] = str(RETRY_AFTER_S)
    return response


async def _too_many_guesses(request: Request, __: Exception) -> Response:
    """503, after which the connection ends: one that stays open could guess faster than new ones do."""
    response = _in_words(request, 503, TOO_MANY_GUESSES)
    response.headers["connection"] = "close"
    return response


def _in_words(request: Request, status: int, words: Worded) -> Response:
    return _response(status, words[language_of(request)])


def _response(status: int, detail: object) -> Response:
    # `loc` has key names that the sender has chosen; escaped as ASCII, any of them can be sent back.
    return Response(json.dumps({"detail": detail}), status, media_type="application/json")
