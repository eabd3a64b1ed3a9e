"""Advice on Wi-Fi, what plain http lacks, and the certificate of an https address."""

import datetime as dt
import math
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from app.doctor import kinds
from app.doctor.findings import Finding
from app.doctor.situation import Situation
from app.platform.network import is_loopback

# Phones that send little share an access point made for many well up to about this number; makers name
# twice as many, of which the venue's other devices take their part.
PHONES_PER_ACCESS_POINT = 50
CONNECT_S = 4.0
# A certificate that is renewed by itself has a month left; one with less than this was not renewed.
SOON = dt.timedelta(days=14)


def check_wifi(at: Situation) -> Iterator[Finding]:
    """How many access points that many phones take; no computer can see how the venue's are set up."""
    points = math.ceil(at.phones / PHONES_PER_ACCESS_POINT)
    if points == 1:
        yield kinds.WIFI_ONE.found(phones=at.phones)
    else:
        yield kinds.WIFI.found(phones=at.phones, points=points, each=PHONES_PER_ACCESS_POINT)


def check_encryption(at: Situation) -> Iterator[Finding]:
    """What plain http lacks, or whether phones will accept the certificate."""
    url = urlsplit(at.public_url)
    if url.scheme == "https":
        yield _certificate(at.name, url.port or 443)
    elif at.name and not is_loopback(at.name):
        yield kinds.PLAIN_HTTP.found()


def _certificate(name: str, port: int) -> Finding:
    try:
        with (
            socket.create_connection((name, port), CONNECT_S) as line,
            ssl.create_default_context().wrap_socket(line, server_hostname=name) as secured,
        ):
            certificate = secured.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return kinds.CERTIFICATE_BAD.found(name=name, why=error.verify_message)
    except OSError as error:
        return kinds.CERTIFICATE_UNREAD.found(name=name, why=error.strerror or str(error))
    ends_s = ssl.cert_time_to_seconds(str(certificate["notAfter"]))
    ends = dt.datetime.fromtimestamp(ends_s).astimezone()
    kind = kinds.CERTIFICATE_SOON if ends - dt.datetime.now().astimezone() < SOON else kinds.CERTIFICATE
    return kind.found(name=name, until=ends.date())
