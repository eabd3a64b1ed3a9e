"""Content security policy of the pages: exactly the inline code that was built is allowed."""

import base64
import hashlib
import re

import pytest

from app.web.origin_guard import CSP
from tests.server import Server
from tests.web.surface import ask


def of(kind: str, policy: str) -> list[str]:
    """The sources that a policy allows in a directive."""
    return next(part.split()[1:] for part in policy.split("; ") if part.startswith(f"{kind}-src"))


PAGES = ("/{code}", "/{code}/mine", "/", "/{code}/board", "/{code}/console", "/{code}/report")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("kind", ["script", "style"])
def test_a_pages_policy_allows_exactly_its_own_inline_scripts_and_styles(
    standing_server: Server, kind: str, path: str
) -> None:
    answer = ask(standing_server, "GET", path.format(code=standing_server.code))
    inline = re.findall(rf"<{kind}>(.*?)</{kind}>".encode(), answer.body, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(inside).digest()).decode() for inside in inline]
    policy = str(answer.headers["content-security-policy"])
    assert sorted(of(kind, policy)) == sorted(["'self'", *(f"'sha256-{digest}'" for digest in digests)])
    assert answer.body.count(f"<{kind}>".encode()) == len(inline)


def test_no_page_but_the_phones_has_an_inline_script(standing_server: Server) -> None:
    pages = [path for path in PAGES if not path.endswith(("{code}", "/mine"))]
    for path in pages:
        assert b"<script>" not in ask(standing_server, "GET", path.format(code=standing_server.code)).body


def test_the_phones_policy_is_otherwise_the_same_as_on_other_pages(standing_server: Server) -> None:
    policy = str(ask(standing_server, "GET", f"/{standing_server.code}").headers["content-security-policy"])
    sockets = standing_server.base.replace("http", "ws", 1)
    assert re.sub(r" 'sha256-[\w+/=]+'", "", policy) == CSP.replace("{sockets}", sockets)
