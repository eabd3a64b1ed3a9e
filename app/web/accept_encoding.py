"""Which content codings a request accepts, as its Accept-Encoding header says (RFC 9110, 12.5.3).

What is sent without a coding needs no look at it: it is the last resort, also where `identity` is refused.
"""

_REFUSED = frozenset({b"0", b"0.", b"0.0", b"0.00", b"0.000"})


def accepts(header: bytes, coding: bytes) -> bool:
    """Whether a header accepts a coding: named, or meant by `*`, and with no weight of 0.

    One pass over the header. Where a coding is named twice the first counts.
    """
    any_other = False
    for part in header.lower().split(b","):
        name, _, parameters = part.partition(b";")
        name = name.strip()
        if name == coding:
            return not _is_refused(parameters)
        if name == b"*":
            any_other = not _is_refused(parameters)
    return any_other


def _is_refused(parameters: bytes) -> bool:
    key, _, weight = parameters.partition(b"=")
    return key.strip() == b"q" and weight.strip() in _REFUSED
