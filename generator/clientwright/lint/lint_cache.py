"""Problems of endpoints, remembered with their lines: a spec that did not change is not judged again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from clientwright import locations
from clientwright.cache import Cache
from clientwright.json_types import is_dict, is_list
from clientwright.lint import lint_endpoint
from clientwright.problems import Location, Problem, problem_types
from clientwright.specs.model import Endpoint


def lint_cached(endpoint: Endpoint, digest: str, memory: Cache) -> Sequence[Problem]:
    """Give the problems of one endpoint: as they are remembered, else found now."""
    known = memory.get(digest)
    remembered = _from_documents(endpoint, known) if is_list(known) else None
    if remembered is not None:
        return remembered
    found = locations.add_lines(lint_endpoint(endpoint))
    written = [_to_document(problem) for problem in found] if memory.path else []
    if memory.path and _from_documents(endpoint, written) == [*found]:
        memory.put(digest, written)
    return found


def _from_documents(endpoint: Endpoint, documents: Sequence[Any]) -> list[Problem] | None:
    """Read problems, None where they are not what `_written` gives."""
    try:
        return [_from_document(endpoint, document) for document in documents]
    except (KeyError, TypeError, ValueError):
        return None


def _to_document(problem: Problem) -> dict[str, Any]:
    values = {f.name: _to_json(getattr(problem, f.name)) for f in fields(problem)}
    return {"code": problem.code, "values": values}


def _from_document(endpoint: Endpoint, document: Any) -> Problem:
    kind = _problem_types()[document["code"]]
    values = {name: _from_json(endpoint, value) for name, value in document["values"].items()}
    return kind(**values)


def _problem_types() -> dict[str, type[Problem]]:
    if not _PROBLEM_TYPES:
        _PROBLEM_TYPES.update((kind.code, kind) for kind in problem_types())
    return _PROBLEM_TYPES


_PROBLEM_TYPES: dict[str, type[Problem]] = {}


def _to_json(value: Any) -> Any:
    """Write a value; a place without its file, which is the endpoint's own."""
    if isinstance(value, Location):
        return {"at": [value.pointer, value.line, value.column]}
    return list(value) if isinstance(value, tuple) else value


def _from_json(endpoint: Endpoint, value: Any) -> Any:
    if is_dict(value):
        return Location(str(endpoint.path), *value["at"])
    return tuple(value) if is_list(value) else value
