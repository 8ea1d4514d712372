"""Check how a service is called: no call has two meanings, and the token has a header of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from clientwright.io.json_pointer import join_pointer
from clientwright.lint.problems import HeaderTaken, OperationClash
from clientwright.problems import Problem
from clientwright.specs.model import Specs

TAKEN_HEADERS = frozenset(
    {
        "accept",
        "accept-encoding",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "cookie",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
    }
)
"""Headers, in lower case, that HTTP or a client sets itself."""

MODEL_ID, REQUEST_ID = "{model_id}", "{request_id}"


def check(specs: Specs) -> Iterator[Problem]:
    """Check the operations and the token's header of a service."""
    service = specs.service
    header = str(service.document["auth"]["header"])
    if header.lower() in TAKEN_HEADERS:
        yield HeaderTaken(service.location("/auth/header"), header)
    operations = sorted(service.document["operations"].items())
    for (first, one), (second, other) in combinations(operations, 2):
        path = shared_path(one["path"], other["path"])
        if one["method"] == other["method"] and path is not None:
            location = service.location(join_pointer("/operations", second))
            yield OperationClash(location, first, second, f"{one['method']} {path}")


def shared_path(one: str, other: str) -> str | None:
    """Return a path that both templates can have, or None.

    A request id is one segment, a model id any number of them but none.
    """
    shared = _shared_steps(_steps(one), _steps(other))
    return None if shared is None else "".join(f"/{step}" for step in shared)


def _steps(path: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^/]+", path))


def _shared_steps(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...] | None:
    if not one or not other:
        return () if one == other else None
    if other[0] == MODEL_ID and one[0] != MODEL_ID:
        one, other = other, one
    step = other[0] if one[0] in (MODEL_ID, REQUEST_ID) else one[0]
    if step != other[0] and other[0] != REQUEST_ID:
        return None
    rests = [(one[1:], other[1:])]
    if one[0] == MODEL_ID:  # it may go on for another segment
        rests += [(one, other[1:])]
    if other[0] == MODEL_ID:
        rests += [(one[1:], other)]
    found = (_shared_steps(*rest) for rest in rests)
    rest = next((rest for rest in found if rest is not None), None)
    shown = "ID" if step in (MODEL_ID, REQUEST_ID) else step
    return None if rest is None else (shown, *rest)
