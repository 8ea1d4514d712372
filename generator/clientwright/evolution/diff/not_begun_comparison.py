"""Compare the answers after which a submit is repeated: a client that repeats after another pays twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.evolution.diff.changes import Change, Compatibility, Witness
from clientwright.evolution.diff.fact_comparison import FactComparison, compare_part_confidence
from clientwright.io.json_pointer import join_pointer
from clientwright.schema.keyword_edit import EditKind
from clientwright.specs.default_facts import NOT_BEGUN


def compare_not_begun(fact: FactComparison) -> Iterator[Change]:
    """Compare the listed answers; where they are left out, the default counts."""
    old, new = (
        {_answer(one): one for one in (NOT_BEGUN if side is None else side)}
        for side in (fact.old, fact.new)
    )
    for answer in old.keys() - new.keys():
        message = f"A submit answered with {answer} may have begun work now."
        found = Witness(dict(old[answer]), "a client of before submits again after it")
        advice = "Generate the client again: the old one may pay twice."
        yield fact.change(EditKind.REMOVED, Compatibility.BREAKING, message, found, advice=advice)
    for answer in new.keys() - old.keys():
        message = f"A submit answered with {answer} has begun no work, and is repeated."
        yield fact.change(EditKind.ADDED, Compatibility.COMPATIBLE, message)
    for answer in old.keys() & new.keys():
        at = join_pointer("", list(new).index(answer))
        what = f"what {answer} means"
        yield from compare_part_confidence(fact, what, old[answer], new[answer], at)


def _answer(one: Mapping[str, Any]) -> str:
    conditions = sorted(one.get("if", ()))
    return f"HTTP {one['http']}" + (f" and {', '.join(conditions)}" if conditions else "")
