"""Benchmarks of the screens in Chromium: board and console with 2,000 cards, a phone on a slow connection.

Chromium runs on the load's core; for the phone it may use every core, since a phone has several, and one
phone puts no load on the server. Frames are counted by `requestAnimationFrame`, so a late frame shows as a
longer interval between two of them.
"""

import asyncio
import statistics
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import pairwise
from typing import Any

from playwright.async_api import Browser, CDPSession, Page, async_playwright

from app.rehearsal.crowd import Phone, hall, phone_hello
from bench.figures import Figure
from bench.servers import ORIGIN, Served, desk, on_every_core, summe
from bench.store import EACH, GENEROUS, ask_all

CHROMIUM = "/usr/bin/chromium"
CARDS = 2_000
CHANGES = 100
PER_SECOND = 20
# Sets the times of the first snapshot (`__came`) and of the frame drawn after it (`__drawn`).
WATCH_SNAPSHOT = """
  const Real = WebSocket;
  window.WebSocket = class extends Real {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => {
        if (window.__came || !data.startsWith('{"t":"snapshot"')) return;
        window.__came = performance.now();
        const drawn = () => requestAnimationFrame(() => setTimeout(() => (window.__drawn = performance.now())));
        requestAnimationFrame(drawn);
      });
    }
  };
"""
# Sets the times at which the screen first shows more than "connecting" (`__lobby`) and first has a text box
# (`__write`).
WATCH_USABLE = """
  new MutationObserver((_, watching) => {
    const lobby = document.querySelector("main") && !document.querySelector("main > p.small[role=status]");
    window.__lobby ??= lobby ? performance.now() : undefined;
    if (!document.querySelector("textarea")) return;
    window.__write = performance.now();
    watching.disconnect();
  }).observe(document, { childList: true, subtree: true });
"""
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
COUNT_FRAMES = """() => {
  window.__frames = [];
  const each = (at) => { window.__frames.push(at); window.__counting = requestAnimationFrame(each); };
  window.__counting = requestAnimationFrame(each);
}"""
STOP_COUNTING = "() => { cancelAnimationFrame(window.__counting); return window.__frames; }"


@asynccontextmanager
async def _chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        await browser.close()


@asynccontextmanager
async def _full_room() -> AsyncIterator[tuple[Served, Phone, list[Phone], list[str]]]:
    """A session in step `group` with CARDS questions, all but CHANGES placed; console, phones, question ids."""
    with summe(**GENEROUS) as served:
        console = await desk(served)
        await console.ask("enter_step", was="lobby", to="collect")
        room = await hall(
            ORIGIN, f"/ws/{served.code}", CARDS // EACH + CHANGES, phone_hello, b'"t":"snapshot"'
        )
        await ask_all(room[: CARDS // EACH], EACH)
        await console.ask("enter_step", was="collect", to="group")
        ids = [f"{n:032x}" for n in range(1, CARDS + 1)]
        pitfalls = list(console.first["view"]["pitfalls"])
        for n in range(0, CARDS - CHANGES, 80):
            some = ids[n : min(n + 80, CARDS - CHANGES)]
            await console.ask("place_questions", ids=some, pitfall=pitfalls[n // 80 % len(pitfalls)])
        yield served, console, room[CARDS // EACH :], ids


async def _first_paint(page: Page) -> float:
    """Milliseconds from the first snapshot until the frame that shows it has been drawn."""
    while (drawn := await page.evaluate("window.__drawn && window.__drawn - window.__came")) is None:
        await asyncio.sleep(0.05)
    return float(drawn)


async def _frames(page: Page, change: Any) -> list[float]:
    """Milliseconds between frames while CHANGES changes arrive, PER_SECOND each second."""
    await page.evaluate(COUNT_FRAMES)
    changes = []
    for n in range(CHANGES):
        changes.append(asyncio.ensure_future(change(n)))
        await asyncio.sleep(1 / PER_SECOND)
    at: list[float] = await page.evaluate(STOP_COUNTING)
    await asyncio.gather(*changes)
    return [b - a for a, b in pairwise(at)]


async def board(phones: int, rounds: int) -> list[Figure]:
    """Board and console with 2,000 cards: first paint, and frames while 100 are added and 100 moved."""
    values: dict[tuple[str, str], list[float]] = {}
    async with _chromium() as browser:
        for _ in range(rounds):
            for screen in ("Board", "Console"):
                async with _full_room() as (served, console, room, ids):
                    context = await browser.new_context(
                        viewport={"width": 1920, "height": 1080}, locale="da-DK"
                    )
                    page = await context.new_page()
                    await page.add_init_script(WATCH_SNAPSHOT)
                    await page.goto(f"{ORIGIN}/{served.code}/{screen.lower()}#key={served.keys[screen]}")
                    figures = {"first paint": await _first_paint(page)}
                    await asyncio.sleep(2)

                    async def add(n: int, room: list[Phone] = room) -> None:
                        await room[n].ask("ask_question", text=f"Hvad gør vi ved nummer {n}?")

                    async def move(n: int, console: Phone = console, ids: list[str] = ids) -> None:
                        pitfalls = list(console.first["view"]["pitfalls"])
                        pitfall = pitfalls[n % len(pitfalls)]
                        await console.ask("place_question", question_id=ids[-1 - n], pitfall=pitfall)

                    for what, change in (("added", add), ("moved", move)):
                        frames = await _frames(page, change)
                        figures[f"{CHANGES} {what}: frames a second"] = 1000 / statistics.mean(frames)
                        figures[f"{CHANGES} {what}: slowest frame"] = max(frames)
                    for what, value in figures.items():
                        values.setdefault((screen, what), []).append(value)
                    await context.close()
    goals = {("Board", "first paint"): "≤ 300"}
    return [
        Figure(
            f"{screen}, {CARDS} cards, {what}",
            "/s" if what.endswith("second") else "ms",
            found,
            goals.get((screen, what), "≥ 59" if screen == "Board" and what.endswith("second") else ""),
        )
        for (screen, what), found in values.items()
    ]


async def phone(phones: int, rounds: int) -> list[Figure]:
    """A phone in a session of 300 questions at 400 kbit/s and 400 ms latency: bytes, and time until usable."""
    runs = []
    async with AsyncExitStack() as open_now:
        with on_every_core():
            browser = await open_now.enter_async_context(_chromium())
        for _ in range(rounds):
            runs.append(await _hour(browser))
    goals = {
        "in the lobby": ("s", "≤ 1.5"),
        "late, in collect: may write": ("s", "≤ 1.7"),
        "late, in collect: loaded until then": ("kB", "≤ 33"),
        "in all": ("kB", "≤ 60"),
        "requests by a change of step": ("", "≤ 0"),
    }
    figures = []
    for what in runs[0]:
        unit, goal = goals.get(what, ("kB", ""))
        figures.append(Figure(f"phone: {what}", unit, [run[what] for run in runs], goal))
    return figures


async def _slow_phone(browser: Browser, served: Served) -> tuple[Page, CDPSession]:
    """A phone on a slow connection with an empty cache; its page has not been requested yet."""
    context = await browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale="da-DK"
    )
    page = await context.new_page()
    await page.add_init_script(WATCH_USABLE)
    line = await context.new_cdp_session(page)
    await line.send("Network.enable")
    await line.send("Network.emulateNetworkConditions", SLOW)
    return page, line


async def _since_opened(page: Page, mark: str) -> float:
    """Seconds from navigation until `window.<mark>` was set."""
    while (at := await page.evaluate(f"window.{mark}")) is None:
        await asyncio.sleep(0.05)
    return float(at) / 1000


async def _hour(browser: Browser) -> dict[str, float]:
    with summe(**GENEROUS) as served:
        console = await desk(served)
        page, line = await _slow_phone(browser, served)
        got = {"page": 0.0, "frames": 0.0}
        requests: list[str] = []

        def finished(event: dict[str, Any]) -> None:
            got["page"] += event["encodedDataLength"] / 1000

        def heard(event: dict[str, Any]) -> None:
            text = event["response"]["payloadData"]
            if not text.startswith('{"t":"pong"'):
                got["frames"] += (len(text.encode()) + 4) / 1000

        line.on("Network.loadingFinished", finished)
        line.on("Network.webSocketFrameReceived", heard)
        line.on("Network.requestWillBeSent", lambda event: requests.append(event["request"]["url"]))
        await page.goto(f"{ORIGIN}/{served.code}")
        in_lobby = await _since_opened(page, "__lobby")
        await asyncio.sleep(4)  # in idle time the later steps are fetched
        before, was = len(requests), "lobby"
        steps = console.first["view"]["sheet"]["it"]["steps"]
        for step in steps[1:]:
            await console.ask("enter_step", was=was, to=step)
            was = step
            await asyncio.sleep(1)
            if step == "collect":
                late, its_line = await _slow_phone(browser, served)
                loaded = [0.0]

                def loads(event: dict[str, Any], loaded: list[float] = loaded) -> None:
                    loaded[0] += event["encodedDataLength"] / 1000

                its_line.on("Network.loadingFinished", loads)
                await late.goto(f"{ORIGIN}/{served.code}")
                may_write = await _since_opened(late, "__write")
                until_then = loaded[0]
                await late.context.close()
                await _ask_300(served)
        await page.context.close()
        return {
            "in the lobby": in_lobby,
            "late, in collect: may write": may_write,
            "late, in collect: loaded until then": until_then,
            "page and every step, compressed": got["page"],
            "snapshot and deltas of 300 questions": got["frames"],
            "in all": got["page"] + got["frames"],
            "requests by a change of step": float(len(requests) - before),
        }


async def _ask_300(served: Served) -> None:
    """A hundred phones ask three questions each, within some twelve seconds."""
    room = await hall(ORIGIN, f"/ws/{served.code}", 100, phone_hello, b'"t":"snapshot"')
    for n in range(3):
        for k in range(0, 100, 5):
            await ask_all(room[k : k + 5], 1, first=1 + n * 100 + k)
            await asyncio.sleep(0.2)
