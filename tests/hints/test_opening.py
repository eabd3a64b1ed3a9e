"""Addresses of the bus of hints that are refused, with words that say what to do."""

import sys

import pytest

from app.hints import UnsupportedHints
from app.hints.opening import open_hints


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("redis://user:pass@host", "There are no hints over redis:// here. Hints go over postgresql://"),
        ("host:4222", "This is no address of a bus of hints. Hints go over postgresql://"),
        ("nats://user:pass@host:port", "This is no address of NATS servers. Hints go over postgresql://"),
        ("nats://user:pass@", "This is no address of NATS servers. Hints go over postgresql://"),
        ("nats://host,postgresql://user:pass@host", "This is no address of NATS servers."),
        ("nats://host,redis://user:pass@host", "There are no hints over redis:// here."),
    ],
)
def test_an_address_of_no_bus_is_refused_without_its_password(url: str, said: str) -> None:
    with pytest.raises(UnsupportedHints) as refused:
        open_hints(url)
    assert str(refused.value).startswith(said)
    assert "pass" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "module", "extra"),
    [("postgresql:///summe", "psycopg", "postgres"), ("nats://host", "nats", "nats")],
)
def test_an_address_whose_package_is_not_installed_is_refused_with_the_name_of_the_extra(
    url: str, module: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules, f"app.hints.{extra}", raising=False)
    with pytest.raises(UnsupportedHints, match=rf"is not installed.* pip install 'summe-live\[{extra}\]'"):
        open_hints(url)
