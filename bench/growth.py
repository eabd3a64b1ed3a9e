"""Benchmark of scaling: the cost of a delivery with many clients, and of a question late in a session."""

from itertools import islice

from app.rehearsal.crowd import hall, phone_hello
from bench.fanout import CPU, Rival, product, repeated
from bench.figures import Figure
from bench.listeners import compiled
from bench.servers import ORIGIN, desk, summe
from bench.store import GENEROUS, ask_all

FEW = 500
EACH = 10
WINDOW = 100
EARLY, LATE = 50, 5_000
SEATS = LATE // EACH + 2 * WINDOW


async def growth(phones: int, rounds: int) -> list[Figure]:
    """Deliveries to few and to many clients, compared with the C server; questions early and late."""
    many = phones or 5_000
    figures = []
    if (epoll := compiled("epoll")) is None:
        print("  no C compiler here: growth of a delivery is left out")
    else:
        limit = Rival("C epoll", [epoll])
        own, other = [], []
        for _ in range(rounds):
            own.append((await product(many))[CPU] / (await product(FEW))[CPU])
            other.append((await repeated(limit, many))[CPU] / (await repeated(limit, FEW))[CPU])
        what = f"a delivery, {many} against {FEW}"
        figures += [
            Figure(f"Summe: {what}", "x", own),
            Figure(f"C epoll: {what}", "x", other),
            Figure("Summe's growth / C's", "x", [a / b for a, b in zip(own, other, strict=True)], "≤ 1.3"),
        ]
    costs = [await _questions() for _ in range(rounds)]
    return [
        *figures,
        Figure(f"CPU a question after {EARLY}", "µs", [early for early, _ in costs]),
        Figure(f"CPU a question after {LATE}", "µs", [late for _, late in costs]),
        Figure("late / early", "x", [late / early for early, late in costs], "≤ 1.2"),
    ]


async def _questions() -> tuple[float, float]:
    """CPU µs per question after EARLY and after LATE questions, asked one at a time; board and console connected."""
    with summe(**GENEROUS) as served:
        console = await desk(served)
        await console.ask("enter_step", was="lobby", to="collect")
        way = f"/ws/{served.code}"
        board = {"t": "hello", "v": 1, "role": "board", "key": served.keys["Board"]}
        await hall(ORIGIN, way, 1, lambda: board, b'"t":"snapshot"')
        room = iter(await hall(ORIGIN, way, SEATS, phone_hello, b'"t":"snapshot"'))
        asked = 0

        async def ask(phones: int, each: int) -> None:
            nonlocal asked
            await ask_all(list(islice(room, phones)), each, first=asked + 1)
            asked += phones * each

        async def window() -> float:
            before = served.cpu_s()
            for _ in range(WINDOW):
                await ask(1, 1)
            return (served.cpu_s() - before) / WINDOW * 1e6

        await ask(EARLY // EACH, EACH)
        early = await window()
        await ask((LATE - asked) // EACH, EACH)
        return early, await window()
