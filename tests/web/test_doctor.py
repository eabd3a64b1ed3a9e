"""The doctor's routes: for the organiser alone, and phones that try to get in are noted."""

import json

from app.core.languages import LANGUAGES
from app.web.phone_trial import FROM_THE_SERVER, GOT_THROUGH
from tests.doctor.networks import network
from tests.faults.venue import run
from tests.server import ORGANISER_KEY, Server
from tests.web.surface import ask

ROUTES = ("/api/doctor", "/api/doctor/arrivals", "/api/doctor/qr.svg")


def test_only_the_organiser_may_ask_the_doctor(standing_server: Server) -> None:
    for route in ROUTES:
        assert ask(standing_server, "GET", route).status == 403
        assert ask(standing_server, "GET", route, key=standing_server.key("console")).status == 403
        assert ask(standing_server, "GET", route, key=ORGANISER_KEY).status == 200


def test_findings_come_in_every_language_the_gravest_first(standing_server: Server) -> None:
    order = ["problem", "attention", "ok"]
    titles = {}
    for language in LANGUAGES:
        found = json.loads(standing_server.get(f"/api/doctor?lang={language}"))["findings"]
        levels = [order.index(one["level"]) for one in found]
        assert levels == sorted(levels)
        titles[language] = {one["id"]: one["title"] for one in found}
    assert titles["da"]["sheets"] == "Drejebøger, der kan bruges: 2"
    assert titles["en"]["sheets"] == "Run sheets that can be used: 2"


def test_as_many_phones_are_reckoned_with_as_an_open_session_expects(server: Server) -> None:
    assert json.loads(server.get("/api/doctor"))["phones"] == 100
    server.post("/api/sessions", {"run_sheet": "projektjungle", "expected": 340})
    assert json.loads(server.get("/api/doctor"))["phones"] == 340
    assert json.loads(server.get("/api/doctor?phones=20"))["phones"] == 20
    assert ask(server, "GET", "/api/doctor?phones=0", key=ORGANISER_KEY).status == 422


def has_arrived(server: Server) -> bool:
    return bool(json.loads(server.get("/api/doctor/arrivals"))["got_through"])


def test_the_servers_own_browser_is_no_phone_and_one_behind_a_proxy_is(server: Server) -> None:
    for language in LANGUAGES:
        page = ask(server, "GET", f"/try?lang={language}").body.decode()
        assert FROM_THE_SERVER[language].title in page
    assert not has_arrived(server)
    proxied = {"X-Forwarded-For": "10.1.1.1, 192.168.50.31"}
    page = ask(server, "GET", "/try", None, None, **proxied).body.decode()
    assert GOT_THROUGH["da"].title in page
    assert has_arrived(server)
    found = {one["id"] for one in json.loads(server.get("/api/doctor"))["findings"]}
    assert "phone_got_through" in found
    assert not found.intersection({"no_phone_yet", "firewall_unread"})


def test_a_device_on_the_same_network_is_noted_when_it_gets_through(server: Server) -> None:
    with network() as hall:
        cable = f"doc{hall.name.removeprefix('doctor')}"[:15]
        run("ip", "link", "add", cable, "type", "veth", "peer", "name", "air", "netns", hall.name)
        run("ip", "addr", "add", "198.18.99.1/30", "dev", cable)
        run("ip", "link", "set", cable, "up")
        run("ip", "-n", hall.name, "addr", "add", "198.18.99.2/30", "dev", "air")
        run("ip", "-n", hall.name, "link", "set", "air", "up")
        assert not has_arrived(server)
        fetch = (
            "import urllib.request as u;print(u.urlopen(u.Request('{}', headers={{'Host': '{}'}})).read())"
        )
        address = f"http://198.18.99.1:{server.port}/try"
        page = run(*hall.within, "python3", "-c", fetch.format(address, server.base[7:]))
    assert "Det virker" in page
    assert has_arrived(server)
