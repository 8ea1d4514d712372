"""Check what a meta-schema cannot say about a service's file: names, status words, request ids, operations."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from clientwright.io.json_pointer import join_pointer
from clientwright.lint import schema_validity
from clientwright.lint.problems import (
    HeaderTaken,
    MissingStatusWord,
    OperationClash,
    ReservedName,
    RetiredEndpoint,
)
from clientwright.problems import Problem
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.specs.model_ids import ModelId
from clientwright.specs.python_paths import PACKAGE_EXPORTS

MEANINGS = {
    "status": ("waiting", "running", "finished", "cancelled"),
    "result": ("waiting", "running", "succeeded", "failed", "cancelled"),
}
"""What the words of each vocabulary must be able to say about a job."""


def check(specs: Specs) -> Iterator[Problem]:
    """Check the names, the vocabularies and the pattern of request ids."""
    yield from _reserved_names(specs.service)
    yield from _missing_words(specs.service)
    yield from check_request_id(specs.service)


def check_request_id(service: Service) -> Iterator[Problem]:
    """Check the pattern of request ids as if it were an input."""
    schema = {"type": "string", **service.document["request_id"]}
    schema.pop("sure", None)
    wrapped = {"type": "object", "properties": {"request_id": schema}}
    endpoint = Endpoint(ModelId("service/ids"), wrapped, path=service.path)
    found = list(schema_validity.check(endpoint)) or schema_validity.check_supported(endpoint)
    for problem in found:
        at = problem.location.pointer.removeprefix("/input/properties")
        yield replace(problem, location=service.location(at))


def _reserved_names(service: Service) -> Iterator[Problem]:
    """Yield a problem for a package named like a keyword or a standard module, and for a taken class name."""
    if keyword.iskeyword(service.name) or service.name in sys.stdlib_module_names:
        yield ReservedName(service.location("/name"), service.name)
    inside = {"AsyncClient", "Client", "SERVICE"}.union(*PACKAGE_EXPORTS.values())
    taken = {service.title, f"Async{service.title}"} & inside
    if keyword.iskeyword(service.title) or taken:
        yield ReservedName(service.location("/title"), service.title)


def _missing_words(service: Service) -> Iterator[Problem]:
    for vocabulary, meanings in MEANINGS.items():
        present = set(service.document[vocabulary]["values"].values())
        missing = tuple(meaning for meaning in meanings if meaning not in present)
        if missing:
            yield MissingStatusWord(service.location(f"/{vocabulary}/values"), missing)


def check_retired(specs: Specs) -> Iterator[Problem]:
    """Yield a note for every retired endpoint, which is neither generated nor tested."""
    for endpoint in specs.retired:
        yield RetiredEndpoint(endpoint.location("/retired"), endpoint.id)


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


def check_operations(specs: Specs) -> Iterator[Problem]:
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
