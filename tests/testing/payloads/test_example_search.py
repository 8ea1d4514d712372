"""Examples are looked at one after the other, the same for the same seed, and what shows something is made small."""

from __future__ import annotations

import pytest

from clientwright.testing.payloads.example_search import FoundExample, search_examples
from clientwright.testing.payloads.generation.choice_sources import PayloadChoiceSource
from clientwright.testing.promises import Effort

EFFORT = Effort(seed=7)


def numbers(choices: PayloadChoiceSource) -> list[int]:
    """Make some numbers."""
    return [choices.integer(0, 1000) for _ in range(choices.integer(0, 20))]


def large(found: list[int]) -> str | None:
    """Show a list with a number of a hundred or more."""
    return "large" if any(n >= 100 for n in found) else None


def seen(effort: Effort, name: str = "promise", times: int = 30) -> list[list[int]]:
    """Give the cases that are looked at where none shows anything."""
    cases: list[list[int]] = []
    count, found = search_examples(numbers, cases.append, effort, name, times)
    assert (count, found) == (times, None)
    return cases


def test_the_same_seed_looks_at_the_same_cases() -> None:
    """Seed and name decide about every case; another seed or name makes others."""
    assert seen(EFFORT) == seen(EFFORT)
    assert seen(EFFORT) != seen(Effort(seed=8))
    assert seen(EFFORT) != seen(EFFORT, "another")


def test_more_examples_begin_with_the_same() -> None:
    """A longer search looks at the cases of a shorter one first."""
    assert seen(EFFORT, times=40)[:30] == seen(EFFORT)


def test_a_finding_is_made_small() -> None:
    """The case that is given is the smallest that shows it."""
    _, found = search_examples(numbers, large, EFFORT, "promise", 50)
    assert found == FoundExample([100], "large")


def test_without_shrinking_the_first_case_is_given() -> None:
    """Who asks for no smaller case gets the first, and it is looked at once."""
    looked: list[list[int]] = []

    def look(case: list[int]) -> str | None:
        looked.append(case)
        return large(case)

    count, found = search_examples(numbers, look, Effort(seed=7, shrink=False), "promise", 50)
    assert found == FoundExample(looked[-1], "large")
    assert count == len(looked)


def test_what_does_not_come_back_is_given_as_it_was() -> None:
    """A case that Hypothesis does not meet again stays the finding."""
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
    """What a look raises ends the search, at the first case as well as while it is made small."""
    looked: list[object] = []

    def look(case: list[int]) -> str | None:
        looked.append(case)
        if len(looked) >= nth:
            raise error
        return "seen"

    with pytest.raises(error):
        search_examples(numbers, look, EFFORT, "promise", 5)
