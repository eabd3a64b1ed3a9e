"""Rehearsals on a real server, with a simulated audience in a process of its own."""

import json
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.client import Client, ConsoleClient, console, phone
from tests.server import ORGANISER_KEY, PATIENCE_S, Server, eventually


def call(
    server: Server, method: str, path: str, body: object = None, key: str = ORGANISER_KEY, **headers: str
) -> Any:
    request = urllib.request.Request(
        server.base + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json", **headers},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        raw = answer.read()
    return json.loads(raw) if raw else None


class Rehearsal:
    """A started rehearsal, controlled by the API that console and home page use."""

    def __init__(self, server: Server, begun: dict[str, Any]) -> None:
        self.server = server
        self.begun = begun
        self.code = str(begun["code"])
        self.path = f"/api/sessions/{self.code}"

    @classmethod
    def begin(cls, server: Server, **body: Any) -> "Rehearsal":
        return cls(server, call(server, "POST", "/api/rehearsals", body))

    def figures(self) -> dict[str, Any]:
        return dict(call(self.server, "GET", f"{self.path}/rehearsal"))

    def tell(self, order: str, body: object = None) -> None:
        call(self.server, "POST", f"{self.path}/rehearsal/{order}", body)

    def eventually(self, timeout_s: float = PATIENCE_S, **wanted: Any) -> dict[str, Any]:
        eventually(lambda: wanted.items() <= self.figures().items(), timeout_s)
        return self.figures()

    def facilitator(self) -> ConsoleClient:
        """A console of this rehearsal."""
        key = self.begun["links"]["console"].partition("#key=")[2]
        return ConsoleClient(self.server, code=self.code, key=key)

    def wipe(self) -> None:
        call(self.server, "DELETE", self.path)


# Bytes of UTF-8.
LONG_ENOUGH = 12


def texts_of(report: dict[str, Any]) -> list[bytes]:
    """The questions' texts. One as short as "test" is left out: it is a part of other words on the disk."""
    texts = [question["text"].encode() for question in report["questions"]]
    return [text for text in texts if len(text) >= LONG_ENOUGH]


def left_on_disk(folder: Path, words: list[bytes]) -> list[bytes]:
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return [word for word in words if word in everything]


def test_people_stay_for_a_facilitator_who_leads_longer_than_planned(server: Server) -> None:
    one = Rehearsal.begin(server, phones=3, minutes=1)
    one.eventually(step="lobby")
    facilitator = one.facilitator()
    facilitator.enter("overview")
    one.eventually(step="overview")
    one.tell("speed", {"speed": 100})
    time.sleep(1)  # the planned minute is over after 0.6 s, and the rehearsal must not end then
    facilitator.enter("collect")
    one.eventually(step="collect", ended=False)
    facilitator.enter("done")
    assert one.eventually(ended=True)["step"] == "done"
    facilitator.close()


def test_after_the_whole_arc_all_mirrors_agree_and_deletion_leaves_no_byte(server: Server) -> None:
    one = Rehearsal.begin(server, phones=40, minutes=8, speed=40, seed=3, lead=True)
    figures = one.eventually(ended=True, timeout_s=60)
    assert figures["first_errors"] == []
    assert figures["step"] == "done"
    assert figures["joined"] == 40
    # The numbers depend on the machine's speed: the rehearsal takes twelve seconds.
    assert figures["sent"] == figures["answered"] > 100
    assert figures["questions"] > 10
    assert figures["votes"] > 0
    assert figures["reconnects"] > 0
    assert figures["checked"] == figures["equal"] == 41

    report = call(server, "GET", f"{one.path}/export.json?whole=true")["report"]
    assert len({question["pitfall"] for question in report["questions"]}) >= 4
    texts = texts_of(report)
    folder = Path(server.environment["SUMME_DATA"])
    assert left_on_disk(folder, texts) == texts
    one.wipe()
    words = [*texts, one.code.encode()]
    eventually(lambda: left_on_disk(folder, words) == [])
    with pytest.raises(urllib.error.HTTPError, match="404"):
        one.figures()


def test_a_rehearsal_follows_a_facilitator_and_can_be_paused_and_sped_up(server: Server) -> None:
    one = Rehearsal.begin(server, phones=12, minutes=60, speed=80, seed=1)
    eventually(lambda: one.figures()["joined"] >= 8)
    facilitator = one.facilitator()
    assert facilitator.view["session"]["it"]["rehearsal"] is True
    facilitator.enter("collect")
    eventually(lambda: one.figures()["questions"] >= 5)
    one.tell("pause")
    one.eventually(paused=True)
    one.tell("speed", {"speed": 2})
    one.eventually(speed=2)
    before = one.figures()["questions"]
    one.tell("flood")
    eventually(lambda: one.figures()["questions"] >= before + 8)
    one.tell("resume")
    one.eventually(paused=False)
    facilitator.do("end_session")
    facilitator.close()
    assert one.eventually(ended=True)["errors"] == 0


def test_a_rehearsal_stops_leading_itself_once_a_facilitator_moves_the_session(server: Server) -> None:
    one = Rehearsal.begin(server, phones=3, minutes=60, speed=10, lead=True)
    one.eventually(leading=True)
    facilitator = one.facilitator()
    facilitator.enter("summary")
    one.eventually(leading=False, step="summary")
    facilitator.close()
    one.tell("stop")
    assert one.eventually(ended=True)["errors"] == 0


def test_deleting_a_running_rehearsal_ends_its_process_and_the_server_goes_on(server: Server) -> None:
    one = Rehearsal.begin(server, phones=30, minutes=60, speed=100)
    eventually(lambda: one.figures()["joined"] >= 20)
    facilitator = one.facilitator()
    facilitator.enter("collect")
    with phone(server, code=one.code) as visitor:
        one.tell("flood")
        eventually(lambda: one.figures()["questions"] >= 1)
        one.wipe()
        assert visitor.receive("bye")["code"] == "erased"
    assert facilitator.receive("bye")["code"] == "erased"
    facilitator.close()
    late = Client(server, code=one.code, role="phone", token="0" * 32)
    assert late.receive("bye")["code"] == "unknown_session"
    late.close()
    assert [entry["code"] for entry in call(server, "GET", "/api/sessions")] == [server.code]


def test_a_rehearsals_facilitator_can_delete_it_without_a_byte_left_but_no_real_session(
    server: Server,
) -> None:
    path = f"/api/sessions/{server.code}/rehearsal"
    body = {"phones": 20, "minutes": 60, "speed": 100}
    one = Rehearsal(server, call(server, "POST", path, body, server.key("console")))
    facilitator = one.facilitator()
    facilitator.enter("collect")
    eventually(lambda: one.figures()["joined"] >= 15)
    one.tell("flood")
    eventually(lambda: one.figures()["questions"] >= 10)
    report = call(server, "GET", f"{one.path}/export.json?whole=true")["report"]
    words = [one.code.encode(), *texts_of(report)]
    folder = Path(server.environment["SUMME_DATA"])
    assert left_on_disk(folder, words) == words

    keys = {name: link.partition("#key=")[2] for name, link in one.begun["links"].items()}
    for key in ("", keys["board"], server.key("console")):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            call(server, "DELETE", f"{one.path}/rehearsal", key=key)
    with pytest.raises(urllib.error.HTTPError, match="409"):
        call(server, "DELETE", path, key=server.key("console"))
    call(server, "DELETE", f"{one.path}/rehearsal", key=keys["console"])
    assert facilitator.receive("bye")["code"] == "erased"
    facilitator.close()
    eventually(lambda: left_on_disk(folder, words) == [])
    assert [entry["code"] for entry in call(server, "GET", "/api/sessions")] == [server.code]


def test_a_rehearsal_of_a_real_session_is_separate_from_it(server: Server) -> None:
    path = f"/api/sessions/{server.code}/rehearsal"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        call(server, "POST", path, {}, server.key("board"))
    one = Rehearsal(server, call(server, "POST", path, {"phones": 2, "speed": 60}, server.key("console")))
    assert one.code != server.code
    with pytest.raises(urllib.error.HTTPError, match="404"):
        call(server, "GET", path)
    one.eventually(joined=2)
    real, rehearsal = (call(server, "GET", f"/api/sessions/{code}") for code in (server.code, one.code))
    assert (real["joined"], real["rehearsal"]) == (0, False)
    assert (rehearsal["joined"], rehearsal["rehearsal"], rehearsal["title"]) == (2, True, real["title"])
    code = server.code
    server.stop()
    server.start()
    assert server.code == code


def invited(server: Server, path: str, key: str) -> dict[str, Any]:
    """A second device, invited with this key: its id and its key."""
    invitation = call(server, "POST", f"{path}/invitations", key=key)["invitation"]
    return dict(call(server, "POST", f"{path}/devices", {"invitation": invitation}))


def test_an_invited_device_is_sent_no_key_but_its_own(server: Server) -> None:
    real = f"/api/sessions/{server.code}"
    helper = invited(server, real, server.key("console"))
    begun = call(server, "POST", f"{real}/rehearsal", {"phones": 1, "speed": 60}, helper["key"])
    one = Rehearsal(server, begun)
    one.eventually(joined=1)
    facilitators = call(server, "GET", one.path)["links"]
    key = begun["links"]["console"].partition("#key=")[2]
    answers = [
        begun,
        call(server, "GET", f"{one.path}/rehearsal", key=key),
        call(server, "POST", f"{one.path}/rehearsal/speed", {"speed": 50}, key),
        call(server, "POST", f"{one.path}/rehearsal/pause", key=key),
    ]
    assert [answer["links"]["join"] for answer in answers] == [facilitators["join"]] * 4
    secrets = {link.partition("#key=")[2] for link in facilitators.values()} - {""}
    assert len(secrets) == 3
    assert not any(secret in json.dumps(answers) for secret in secrets)
    facilitator = ConsoleClient(server, code=one.code, key=key)
    board = Client(server, code=one.code, role="board", key=key)
    board.receive("snapshot")
    leader = ConsoleClient(server, code=one.code, key=facilitators["console"].partition("#key=")[2])
    leader.do("revoke_device", device=helper["device"])
    leader.close()
    for screen in (facilitator, board):
        assert screen.receive("bye")["code"] == "not_yours"
        screen.close()
    with pytest.raises(urllib.error.HTTPError, match="403"):
        call(server, "GET", f"{one.path}/rehearsal", key=key)


def is_shut_out(server: Server, rehearsal: dict[str, Any]) -> bool:
    """Whether the console link given to a rehearsal's starter opens neither its console nor its API."""
    code, link = rehearsal["code"], rehearsal["links"]["console"]
    key = link.partition("#key=")[2]
    late = Client(server, code=code, role="console", key=key, device="d")
    answer = late.receive("bye")["code"]
    late.close()
    with pytest.raises(urllib.error.HTTPError, match="403"):
        call(server, "GET", f"/api/sessions/{code}/rehearsal", key=key)
    return answer in ("not_yours", "unknown_key")


@pytest.mark.parametrize("restarted", [False, True])
def test_h15_a_device_that_is_revoked_loses_the_rehearsals_it_began(server: Server, restarted: bool) -> None:
    real = f"/api/sessions/{server.code}"
    helper = invited(server, real, server.key("console"))
    begun = call(server, "POST", f"{real}/rehearsal", {"phones": 1, "speed": 60}, helper["key"])
    path, key = f"/api/sessions/{begun['code']}", begun["links"]["console"].partition("#key=")[2]
    if restarted:
        server.stop()
        server.start()
    invitation = call(server, "POST", f"{path}/invitations", key=key)["invitation"]
    with console(server) as facilitator:
        screen = ConsoleClient(server, code=begun["code"], key=key)
        facilitator.do("revoke_device", device=helper["device"])
    assert screen.receive("bye")["code"] == "not_yours"
    screen.close()
    assert is_shut_out(server, begun)
    with pytest.raises(urllib.error.HTTPError, match="403"):
        call(server, "POST", f"{path}/devices", {"invitation": invitation})


def test_h15_a_renewed_key_renews_those_of_the_rehearsals_beside_the_session(server: Server) -> None:
    real = f"/api/sessions/{server.code}"
    old = server.key("console")
    ended = call(server, "POST", f"{real}/rehearsal", {"phones": 1, "speed": 60}, old)
    began = call(server, "POST", f"{real}/rehearsal", {"phones": 1, "speed": 60}, old)
    others = call(server, "POST", "/api/rehearsals", {"phones": 1, "speed": 60})
    Rehearsal(server, ended).tell("stop")
    call(server, "POST", f"/api/sessions/{ended['code']}/end")
    call(server, "POST", f"{real}/keys/facilitator")
    assert is_shut_out(server, ended)
    assert is_shut_out(server, began)
    Rehearsal(server, others).facilitator().close()


def test_a_new_simulated_audience_can_be_started_once_the_last_has_ended(server: Server) -> None:
    one = Rehearsal.begin(server, phones=2, speed=60)
    with pytest.raises(urllib.error.HTTPError, match="409"):
        call(server, "POST", f"{one.path}/rehearsal", {})
    one.eventually(joined=2)
    one.tell("stop")
    one.eventually(ended=True)
    again = call(server, "POST", f"{one.path}/rehearsal", {"phones": 3, "speed": 60})
    assert again["code"] == one.code
    one.eventually(joined=3, ended=False)
    assert call(server, "GET", one.path)["joined"] == 5


def test_a_rehearsal_that_is_impossible_is_refused_with_a_message(server: Server) -> None:
    for body in (
        {"phones": 0},
        {"phones": 10_000},
        {"minutes": 0},
        {"speed": 0},
        {"run_sheet": "no"},
        {"x": 1},
    ):
        with pytest.raises(urllib.error.HTTPError, match="422"):
            call(server, "POST", "/api/rehearsals", body)
    with pytest.raises(urllib.error.HTTPError, match="403"):
        call(server, "POST", "/api/rehearsals", {}, server.key("console"))
    press = {"Idempotency-Key": "press-one"}
    paths = ("/api/rehearsals", f"/api/sessions/{server.code}/rehearsal")
    once = [call(server, "POST", path, {"phones": 1}, **press) for path in paths]
    begun = Rehearsal.begin(server, phones=1)
    with pytest.raises(urllib.error.HTTPError, match="409"):
        call(server, "POST", "/api/rehearsals", {"phones": 1})
    # The same ones again, though no more can be begun.
    again = [call(server, "POST", path, {"phones": 1}, **press) for path in paths]
    assert [one["code"] for one in again] == [one["code"] for one in once]
    begun.wipe()
    Rehearsal.begin(server, phones=1)
