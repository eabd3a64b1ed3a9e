"""Hostile pages (CSRF, framing) and hostile texts (XSS) in Chromium have no effect."""

import contextlib
import http.server
import json
import threading
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.core.languages import LANGUAGES
from tests.browser.screens import Screens
from tests.client import Client, console, phone
from tests.server import ORGANISER_KEY, ROOT, Server, eventually
from tests.tiers import rest_long

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

# The hostile page; each attempt writes its outcome to `tried`.
ATTEMPTS = """<!doctype html><title>evil</title><script>
const home = %(home)s, code = %(code)s, key = %(key)s;
const tried = {};
const note = (name, promise) => promise.then((came) => (tried[name] = came), () => (tried[name] = "refused"));
const loaded = (element, source) => new Promise((resolve, reject) => {
  element.onload = () => resolve("loaded"); element.onerror = reject;
  element.src = home + source; document.body.append(element);
});
const post = (body, options) => fetch(home + "/api/sessions", {method: "POST", body, ...options});
onload = () => {
  note("socket", new Promise((resolve, reject) => {
    const socket = new WebSocket(home.replace("http", "ws") + "/ws/" + code);
    socket.onopen = () => resolve("open"); socket.onerror = reject;
  }));
  note("read", fetch(home + "/api/join/" + code, {credentials: "include"}).then((answer) => answer.text()));
  note("read with key", fetch(home + "/api/sessions", {headers: {Authorization: "Bearer " + key}}));
  note("write with key", post("{}", {headers: {Authorization: "Bearer " + key}}));
  note("write json", post('{"run_sheet": "projektjungle"}', {headers: {"Content-Type": "application/json"}}));
  note("blind write", post('{"run_sheet": "projektjungle"}', {mode: "no-cors", credentials: "include"}));
  note("line", fetch(home + "/api/line/" + code, {method: "POST", mode: "no-cors", body: "{}"}));
  note("script", loaded(document.createElement("script"), "/api/join/" + code));
  note("picture", loaded(document.createElement("img"), "/api/qr/" + code + ".svg"));
  const frame = document.createElement("iframe");
  frame.src = home + "/" + code + "/console#key=" + key;
  document.body.append(frame);
};
</script><body></body>"""


@pytest.fixture
def screens(chromium: Browser, server: Server) -> Iterator[Screens]:
    """The server's screens without the check for errors, since hostile pages cause some."""
    one = Screens(chromium, server)
    yield one
    one.close()


@contextlib.contextmanager
def evil_page(page: bytes) -> Iterator[str]:
    """Serve this page from another origin; yields its URL."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        # Another name for the same machine, so that the host differs too.
        yield f"http://localhost:{serving.server_port}/"
        serving.shutdown()
        thread.join()


def test_s2_a_hostile_page_in_the_facilitators_browser_reaches_nothing(
    screens: Screens, server: Server
) -> None:
    page = screens.open("console")
    expect(page.locator("button.next")).to_be_visible()
    before = json.loads(server.get("/api/sessions"))
    told = {"home": server.base, "code": server.code, "key": server.key("console")}
    html = ATTEMPTS % {name: json.dumps(value) for name, value in told.items()}
    with evil_page(html.encode()) as address:
        evil = page.context.new_page()
        blocked: list[str] = []
        evil.on("requestfailed", lambda one: blocked.append(one.url if one.is_navigation_request() else ""))
        evil.goto(address)
        eventually(lambda: len(evil.evaluate("() => tried")) == 9, 60)
        tried = evil.evaluate("() => tried")
        assert set(tried.values()) == {"refused"}, tried
        # The browser fetches the page for the frame and then refuses to show it.
        eventually(lambda: any("/console" in url for url in blocked), 30)
        with page.context.expect_page() as opened:
            evil.evaluate("(url) => { window.mine = open(url) }", f"{server.base}/{server.code}/console")
        opened.value.wait_for_load_state()
        # A page of another origin has no access to a window that it has opened.
        eventually(lambda: evil.evaluate("() => mine.closed"), 30)
    assert json.loads(server.get("/api/sessions")) == before
    expect(page.get_by_text("Forbundet", exact=True)).to_be_visible()
    assert screens.errors == []


# ---- hostile texts

CORPUS = (
    "<script>evil(1)</script>",
    "<img src=x onerror=evil(2)>",
    '"><svg onload=evil(3)>',
    "'-evil(4)-'",
    "javascript:evil(5)",
    "{{constructor.constructor('evil(6)')()}}",
    "${evil(7)}",
    "</textarea><script>evil(8)</script>",
    "</title><script>evil(9)</script>",
    "<a href=javascript:evil(10)>her</a>",
    "&lt;script&gt;evil(11)&lt;/script&gt;",
    "<style>*{background:url(/evil)}</style>",
    "<iframe srcdoc='<script>parent.evil(12)</script>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=evil(13)>",
    "]]><!--<script>evil(14)</script>-->",
)
EVIL = """window.evil = (n) => { window.evilRan = n; }"""


def write_everywhere(server: Server) -> list[str]:
    """Put hostile texts into every field that a user can write; returns the questions' ids."""
    change = json.dumps({"title": CORPUS[0]}).encode()
    headers = {"Authorization": f"Bearer {ORGANISER_KEY}", "Content-Type": "application/json"}
    way = f"{server.base}/api/sessions/{server.code}"
    urllib.request.urlopen(urllib.request.Request(way, change, headers, method="PATCH")).close()
    Client(server, role="console", key=server.key("console"), device=CORPUS[1], name=CORPUS[1]).close()
    with console(server) as facilitator:
        facilitator.enter("collect")
        ids = []
        for text in CORPUS:
            with phone(server) as person:
                ids.append(person.do("ask_question", text=text))
        facilitator.do("ask_for_room", text=CORPUS[2])
        facilitator.do("correct_text", question_id=ids[3], text=CORPUS[3])
        facilitator.do("rename_pitfall", pitfall="oekonomien", title="<img src=x onerror=evil(15)>")
        facilitator.do("add_pitfall", title="<svg/onload=evil(16)>")
        facilitator.enter("group")
        facilitator.do("place_questions", ids=ids, pitfall="spredt-faegtning")
        facilitator.do("spotlight", question_id=ids[1])
        facilitator.do(
            "reply_to_questions", ids=ids[:4], text=CORPUS[7], signed="<img src=x onerror=evil(17)>"
        )
    return ids


def ran(page: Page) -> object:
    return page.evaluate("() => window.evilRan ?? null")


def test_s17_no_text_is_ever_run_as_markup_or_script_on_any_screen(screens: Screens, server: Server) -> None:
    ids = write_everywhere(server)
    pages = {kind: screens.open(kind) for kind in ("phone", "board", "console", "remote")}
    pages["home"] = screens.open("console", url=f"{server.base}/#key={ORGANISER_KEY}")
    pages["report"] = screens.open("console", url=f"{server.base}/{server.code}/report#key={ORGANISER_KEY}")
    made = server.post(f"/api/sessions/{server.code}/report-links", {"shows": "all", "days": 7})
    pages["link"] = screens.open("console", url=made["link"])
    pages["replay"] = screens.open("console", url=f"{server.base}/{server.code}/replay#key={ORGANISER_KEY}")
    for page in pages.values():
        page.evaluate(EVIL)
    with console(server) as facilitator, phone(server) as other:
        other.do("support_question", question_id=ids[4])
        arc = facilitator.arc()
        for step in arc[arc.index("collect") :]:
            facilitator.enter(step)
            if step == "poll":
                other.do("ask_question", text=CORPUS[12], follows="")
            expect(pages["console"].locator("main")).to_have_attribute("data-step", step)
            if step == "group":
                expect(pages["board"].get_by_text("evil(14)").first).to_be_visible()
                look_around(pages["console"])
            if step == "summary":
                pages["phone"].get_by_role("button", name="De andres spørgsmål").click()
                expect(pages["phone"].get_by_text(CORPUS[4])).to_be_visible()
            assert {kind: ran(page) for kind, page in pages.items()} == dict.fromkeys(pages), step
    expect(pages["home"].get_by_text(CORPUS[0]).first).to_be_visible()
    for kind in ("report", "link", "replay"):
        pages[kind].reload()
        pages[kind].evaluate(EVIL)
    for kind in ("report", "link"):
        expect(pages[kind].get_by_text(CORPUS[7]).first).to_be_visible()
    steps = pages["replay"].get_by_role("navigation").get_by_role("button")
    expect(steps.first).to_be_visible()
    for n in range(steps.count()):
        steps.nth(n).click()
        expect(steps.nth(n)).to_have_attribute("aria-current", "step")
    assert [ran(pages[kind]) for kind in ("report", "link", "replay")] == [None] * 3
    edit_hostile_sheet(server, pages["home"])
    assert ran(pages["home"]) is None
    assert screens.errors == []


def edit_hostile_sheet(server: Server, page: Page) -> None:
    """Make a run sheet of hostile texts, and look at it in the editor, with a fault that quotes one."""
    sheet = (ROOT / "tests/core/small.toml").read_text().replace('"small"', '"ond"')
    for text in ("En # titel", "Den første", "Slut"):
        sheet = sheet.replace(json.dumps(text, ensure_ascii=False), json.dumps("".join(CORPUS[:5])), 1)
    body = json.dumps({"text": sheet}).encode()
    headers = {"Authorization": f"Bearer {ORGANISER_KEY}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{server.base}/api/run-sheet-files", body, headers, method="POST")
    urllib.request.urlopen(request).close()
    page.evaluate("() => { location.hash = '#sheet/ond'; }")
    board = page.frame_locator("iframe[title='Forhåndsvisning: Storskærm']")
    expect(board.get_by_text("evil(4)").first).to_be_visible()
    box = page.get_by_role("textbox", name="Tekst", exact=True)
    box.fill(sheet.replace("turns = 2", f"turns = {json.dumps(CORPUS[1])}"))
    expect(page.locator("#findings")).to_contain_text(CORPUS[1])


def look_around(page: Page) -> None:
    """Open the dialogs of the console that show questions."""
    page.keyboard.press("f")
    page.get_by_label("Ord i spørgsmålet").fill("evil")
    expect(page.get_by_role("dialog").get_by_text(CORPUS[4])).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Mere om spørgsmålet").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")


@pytest.mark.parametrize("language", rest_long(LANGUAGES))
def test_s17_no_text_is_run_in_an_exported_web_page(
    screens: Screens, server: Server, language: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    write_everywhere(server)
    html = server.get(f"/api/sessions/{server.code}/export.html?lang={language}")
    with evil_page(html) as address:
        # Served from another origin without our headers, so only the file itself protects the reader.
        context = screens.browser.new_context()
        context.add_init_script(EVIL)
        page = context.new_page()
        page.on("dialog", screens.dismiss)
        page.goto(address)
        expect(page.get_by_text(CORPUS[1]).first).to_be_visible()
        assert ran(page) is None
        assert (
            page.evaluate(
                "() => document.querySelectorAll('script, iframe, img, [onerror], [onload]').length"
            )
            == 0
        )
    assert screens.errors == []
