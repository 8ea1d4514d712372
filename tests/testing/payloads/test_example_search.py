"""The search for examples is repeatable, and its result is shrunk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from clientwright.rules.json_edit import MISSING
from clientwright.schema.choice_sources import PayloadChoiceSource
from clientwright.testing.payloads.example_search import FoundExample, search_examples
from clientwright.testing.promises import Effort

EFFORT = Effort(seed=7)


def numbers(choices: PayloadChoiceSource) -> list[int]:
    """Return some numbers."""
    return [choices.integer(0, 1000) for _ in range(choices.integer(0, 20))]


def large(found: list[int]) -> str | None:
    """Return a result for a list with a number of 100 or more."""
    return "large" if any(n >= 100 for n in found) else None


def checked_examples(effort: Effort, name: str = "promise", times: int = 30) -> list[list[int]]:
    """Return the examples that are checked if none has a result."""
    cases: list[list[int]] = []
    count, found = search_examples(numbers, cases.append, effort, name, times)
    assert (count, found) == (times, None)
    return cases


def test_same_seed_makes_the_same_examples() -> None:
    """Seed and name determine every example; another seed or name makes others."""
    assert checked_examples(EFFORT) == checked_examples(EFFORT)
    assert checked_examples(EFFORT) != checked_examples(Effort(seed=8))
    assert checked_examples(EFFORT) != checked_examples(EFFORT, "another")


def test_longer_search_begins_with_the_same_examples() -> None:
    """A longer search checks the examples of a shorter one first."""
    assert checked_examples(EFFORT, times=40)[:30] == checked_examples(EFFORT)


def test_finding_is_shrunk() -> None:
    """The result is the smallest example."""
    _, found = search_examples(numbers, large, EFFORT, "promise", 50)
    assert found == FoundExample([100], "large")


def test_without_shrinking_first_example_is_returned() -> None:
    """Without shrinking the first example is returned, and checked once."""
    looked: list[list[int]] = []

    def look(case: list[int]) -> str | None:
        looked.append(case)
        return large(case)

    count, found = search_examples(numbers, look, Effort(seed=7, shrink=False), "promise", 50)
    assert found == FoundExample(looked[-1], "large")
    assert count == len(looked)


def test_unrepeatable_example_is_kept() -> None:
    """An example that Hypothesis does not find again stays the finding."""
    met: list[list[int]] = []

    def once(case: list[int]) -> str | None:
        met.append(case)
        return "once" if len(met) == 1 else None

    assert search_examples(numbers, once, EFFORT, "promise", 50) == (
        1,
        FoundExample(met[0], "once"),
    )


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError, SystemExit])
@pytest.mark.parametrize("nth", [1, 3])
def test_errors_pass_through(error: type[BaseException], nth: int) -> None:
    """An error of the check ends the search, both at first and while shrinking."""
    looked: list[object] = []

    def look(case: list[int]) -> str | None:
        looked.append(case)
        if len(looked) >= nth:
            raise error
        return "result"

    with pytest.raises(error):
        search_examples(numbers, look, EFFORT, "promise", 5)


def test_kept_examples_are_those_that_were_made() -> None:
    """An example is made once for all targets, and what one target does to it is not seen by the next."""
    made: dict[str, dict[str, Any]] = {}
    built: list[int] = []

    def payloads(choices: PayloadChoiceSource) -> dict[str, Any]:
        built.append(1)
        return {"n": choices.integer(0, 10**6), "absent": MISSING}

    def target(seen: list[dict[str, Any]]) -> Callable[[dict[str, Any]], None]:
        def check(payload: dict[str, Any]) -> None:
            seen.append({**payload})
            payload.clear()

        return check

    runs: list[list[dict[str, Any]]] = [[], [], []]
    for seen, times in zip(runs, (20, 30, 30), strict=True):
        search_examples(payloads, target(seen), EFFORT, "promise", times, made=made)
    assert runs[0] == runs[1][:20]
    assert runs[1] == runs[2]
    assert all(payload["absent"] is MISSING for payload in runs[2])
    assert len(built) == 30
    others: list[dict[str, Any]] = []
    search_examples(payloads, target(others), Effort(seed=1), "promise", 30, made=made)
    assert others != runs[2]
