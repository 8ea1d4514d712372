"""What depends on no machine does not grow unnoticed: modules, files opened, runs of the model generator."""

from __future__ import annotations

import json
from typing import cast

import pytest

from bench.counted_work import NOTED, Counts, counted_work

INSTRUCTIONS = "million instructions"
"""Depends on the Python, so it is shown and not judged."""


@pytest.fixture(scope="module")
def found() -> dict[str, Counts]:
    """Return what is counted now."""
    return counted_work()


def test_no_work_grows_unnoticed(found: dict[str, Counts]) -> None:
    """No command imports more of the program, opens more files or spells more types than was noted."""
    noted = cast("dict[str, Counts]", json.loads(NOTED.read_text("utf-8")))
    assert noted.keys() == found.keys()
    grown = {
        (work, what): (known, found[work][what])
        for work, counts in noted.items()
        for what, known in counts.items()
        if what not in {"libraries", INSTRUCTIONS} and _number(found[work][what]) > _number(known)
    }
    assert not grown, f"{grown}; if that is right, run `python -m tests.bench.counted_work`"


def test_no_command_loads_a_library_that_it_does_not_use(found: dict[str, Counts]) -> None:
    """The libraries that each command loads are those that were noted, or fewer."""
    noted = json.loads(NOTED.read_text("utf-8"))
    more = {work: {*_names(counts)} - {*noted[work]["libraries"]} for work, counts in found.items()}
    assert not any(more.values()), more


def _number(count: int | list[str]) -> int:
    assert isinstance(count, int)
    return count


def _names(counts: Counts) -> list[str]:
    names = counts["libraries"]
    assert isinstance(names, list)
    return names
