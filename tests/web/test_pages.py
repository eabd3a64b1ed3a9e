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


@pytest.mark.parametrize("path", ["", "/mine"])
@pytest.mark.parametrize("kind", ["script", "style"])
def test_the_phones_policy_allows_exactly_its_own_inline_script_and_style(
    standing_server: Server, kind: str, path: str
) -> None:
    answer = ask(standing_server, "GET", f"/{standing_server.code}{path}")
    (inside,) = re.findall(rf"<{kind}>(.*?)</{kind}>".encode(), answer.body, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(inside).digest()).decode()
    policy = str(answer.headers["content-security-policy"])
    assert of(kind, policy) == ["'self'", f"'sha256-{digest}'"]


def test_the_phones_policy_is_otherwise_the_same_as_on_other_pages(standing_server: Server) -> None:
    policy = str(ask(standing_server, "GET", f"/{standing_server.code}").headers["content-security-policy"])
    sockets = standing_server.base.replace("http", "ws", 1)
    assert re.sub(r" 'sha256-[\w+/=]+'", "", policy) == CSP.replace("{sockets}", sockets)


@pytest.mark.parametrize("path", ["/", "/{code}/board", "/{code}/console", "/{code}/report"])
def test_no_other_page_has_inline_scripts_or_styles(standing_server: Server, path: str) -> None:
    answer = ask(standing_server, "GET", path.format(code=standing_server.code))
    assert "sha256" not in str(answer.headers["content-security-policy"])
    assert not re.search(rb"<style|<script>", answer.body)
