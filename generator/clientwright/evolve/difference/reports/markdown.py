"""The text of a pull request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from clientwright.evolve.difference.reports import changelog, version
from clientwright.evolve.difference.reports.harmless import cut, safe
from clientwright.evolve.difference.values import Change, Difference, Verdict, Witness

__all__ = ["safe", "text"]

LONGEST = 4000
"""Longer witnesses are cut: a pull request is read by people."""
MOST = 60_000
"""The most characters that a pull request's text may have on the usual host, with room to spare."""


def text(found: Difference) -> str:
    """Give the text: verdict, version, what was changed with its witnesses, what to change in code."""
    whole = "\n".join(_lines(found)).rstrip() + "\n"
    return cut(whole, MOST, "… (cut; `clientwright diff` shows all)")


def _lines(found: Difference) -> Iterator[str]:
    yield f"## Verdict: {found.verdict}"
    yield ""
    yield version.sentence(found)
    yield ""
    yield from map(safe, changelog.entry(found))
    todo = list(changelog.to_do(found))
    if todo:
        yield from ("### What to change in calling code", "", *map(safe, todo), "")
    shown = [(c, c.witness) for c in found.of(Verdict.BREAKING) if c.witness]
    if shown:
        yield from ("### Witnesses", "")
        for change, witness in shown:
            yield from _witness(change, witness)
    quiet = len(found.of(Verdict.NONE))
    if quiet:
        yield f"{quiet} more change{'s' * (quiet > 1)} in words, notes or repairs: the contract is the same there."


def _witness(change: Change, witness: Witness) -> Iterator[str]:
    data = json.dumps(witness.value, indent=2, ensure_ascii=True)
    data = data if len(data) <= LONGEST else data[:LONGEST] + "…"
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", data)), default=0))
    yield safe(f"{changelog.named(change)}: {change.message}")
    yield ""
    yield f"{fence}json"
    yield data
    yield fence
    yield safe(f"Refused by the other side: {witness.why}")
    yield ""
