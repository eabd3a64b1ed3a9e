"""The questions kept as examples, as the suggestions of a session need them.

They are read when a session's suggestions begin and are in no log: what a session suggests depends on what is
kept just then.
"""

from collections.abc import Mapping

from app.store import Examples, KeptExample


async def kept_examples(examples: Examples, run_sheet_id: str) -> Mapping[str, tuple[KeptExample, ...]]:
    """Those of a run sheet by its pitfalls, oldest first; raises LogUnavailable.

    A pitfall without any is missing, and there may be one that the run sheet no longer has.
    """
    by_pitfall: dict[str, list[KeptExample]] = {}
    for one in await examples.of_sheet(run_sheet_id):
        by_pitfall.setdefault(one.pitfall_id, []).append(one)
    return {pitfall: tuple(kept) for pitfall, kept in by_pitfall.items()}
