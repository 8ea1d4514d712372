"""Examples, one after the other, until one shows something; then, with Hypothesis, the smallest that shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from clientwright.testing.payloads.generation.choice_sources import (
    HypothesisChoiceSource,
    PayloadChoiceSource,
    RandomChoiceSource,
)
from clientwright.testing.promises import Effort

T = TypeVar("T")
S = TypeVar("S")
MAX_SHRINK_EXAMPLES = 150
"""How many examples Hypothesis may look through for a smaller case."""


@dataclass(frozen=True)
class FoundExample(Generic[T, S]):
    """The case that shows something, and what it shows."""

    example: T
    result: S


def search_examples(
    build: Callable[[PayloadChoiceSource], T],
    look: Callable[[T], S | None],
    effort: Effort,
    name: str,
    times: int,
) -> tuple[int, FoundExample[T, S] | None]:
    """Make so many cases and look at each; give how many were looked at, and the smallest that shows something.

    The same effort and name make the same cases, on every machine.
    """
    for n in range(times):
        case = build(RandomChoiceSource.from_seed(f"{effort.seed}:{name}:{n}", effort.surrogates))
        what = look(case)
        if what is not None:
            first = FoundExample(case, what)
            return n + 1, (shrink_example(build, look, effort) or first) if effort.shrink else first
    return times, None


def shrink_example(
    build: Callable[[PayloadChoiceSource], T], look: Callable[[T], S | None], effort: Effort
) -> FoundExample[T, S] | None:
    """Look for the smallest case that shows something; None where none is met again."""
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis import strategies as st

    found: list[FoundExample[T, S]] = []
    errors: list[BaseException] = []

    @st.composite
    def cases(draw: Any) -> T:
        return build(HypothesisChoiceSource(draw, effort.surrogates))

    @seed(effort.seed)
    @settings(
        max_examples=MAX_SHRINK_EXAMPLES,
        database=None,
        deadline=None,
        derandomize=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(cases())
    def smallest(case: T) -> None:
        if errors:
            raise errors[0]
        try:
            what = look(case)
        except BaseException as error:
            errors.append(error)
            raise
        if what is not None:
            found[:] = [FoundExample(case, what)]
            raise _ExampleFound

    try:
        smallest()
    except _ExampleFound:
        pass
    except Exception as error:
        if not (errors or type(error).__module__.startswith("hypothesis")):
            raise
    if errors:
        raise errors[0]
    return found[0] if found else None


class _ExampleFound(Exception):
    """Tells Hypothesis that a case shows something."""
