"""Judge: specs in, problems out; every check is a file, their order one visible tuple.

A check looks at one endpoint (`Check`) or at all of a service's at once
(`WholeCheck`) and yields problems; it never stops at the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from clientwright.judge import (
    defaults,
    keywords,
    names,
    paths,
    prose,
    reach,
    required,
    retired,
    schemas,
    shapes,
    shut_out,
    words,
)
from clientwright.problems import Problem
from clientwright.specs.model import Endpoint, Specs

Check = Callable[[Endpoint], Iterable[Problem]]
WholeCheck = Callable[[Specs], Iterable[Problem]]

FIRST: Check = schemas.check
"""What is no JSON Schema at all is judged no further."""

CHECKS: tuple[Check, ...] = (
    keywords.check,
    shapes.check,
    required.check,
    defaults.check,
    names.check,
    paths.check,
    shut_out.check,
    reach.check,
    prose.check,
    words.check,
)
WHOLE: tuple[WholeCheck, ...] = (schemas.check_service, names.check_segments, retired.check)


def judge_endpoint(endpoint: Endpoint) -> Iterator[Problem]:
    """Run every check on one endpoint."""
    first = list(FIRST(endpoint))
    yield from first
    if not first:
        for check in CHECKS:
            yield from check(endpoint)


def judge(specs: Specs) -> Sequence[Problem]:
    """Run every check on every endpoint, and those that look at all of them together."""
    found = [problem for endpoint in specs.endpoints for problem in judge_endpoint(endpoint)]
    return [*found, *judge_whole(specs)]


def judge_whole(specs: Specs) -> Iterator[Problem]:
    """Run the checks that look at all endpoints together."""
    for check in WHOLE:
        yield from check(specs)
