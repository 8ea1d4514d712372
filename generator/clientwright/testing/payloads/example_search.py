"""The search for an example that breaks a promise, and its shrinking with Hypothesis."""

from __future__ import annotations

import copy
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from clientwright.io.json_types import copy_json, is_dict
from clientwright.schema.choice_sources import (
    HypothesisChoiceSource,
    PayloadChoiceSource,
    RandomChoiceSource,
)
from clientwright.testing.promises import Effort

T = TypeVar("T")
S = TypeVar("S")
MAX_SHRINK_EXAMPLES = 150
"""The most examples that Hypothesis tries to find a smaller one."""
KEPT_EXAMPLES = 100
"""The most examples of one promise that are kept for other targets."""


@dataclass(frozen=True)
class FoundExample(Generic[T, S]):
    """An example that was found, and its result."""

    example: T
    result: S


def search_examples(
    build: Callable[[PayloadChoiceSource], T],
    check: Callable[[T], S | None],
    effort: Effort,
    name: str,
    times: int,
    *,
    made: MutableMapping[str, T] | None = None,
) -> tuple[int, FoundExample[T, S] | None]:
    """Check up to `times` examples; return how many were checked, and the first with a result, shrunk.

    The same effort and name make the same examples on every machine. They are kept in `made`, and
    those that are there are not made again.
    """
    for n in range(times):
        case = _make(build, effort, f"{name}:{n}", made if n < KEPT_EXAMPLES else None)
        result = check(case)
        if result is not None:
            first = FoundExample(case, result)
            return n + 1, (
                shrink_example(build, check, effort) or first
            ) if effort.shrink else first
    return times, None


def shrink_example(
    build: Callable[[PayloadChoiceSource], T], check: Callable[[T], S | None], effort: Effort
) -> FoundExample[T, S] | None:
    """Return the smallest example with a result, or None if none is found again."""
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
            result = check(case)
        except BaseException as error:
            errors.append(error)
            raise
        if result is not None:
            found[:] = [FoundExample(case, result)]
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


def _make(
    build: Callable[[PayloadChoiceSource], T],
    effort: Effort,
    name: str,
    made: MutableMapping[str, T] | None,
) -> T:
    """Return the example of a name; whoever checks it may change it, so a kept one is copied."""
    key = f"{effort.seed}:{effort.surrogates}:{name}"
    if made is not None and key in made:
        return _copy(made[key])
    case = build(RandomChoiceSource.from_seed(f"{effort.seed}:{name}", effort.surrogates))
    if made is not None:
        made[key] = _copy(case)
    return case


def _copy(case: T) -> T:
    copied: T = copy_json(case) if is_dict(case) else copy.deepcopy(case)
    return copied


class _ExampleFound(Exception):
    """Reports to Hypothesis that an example has a result."""
