"""What a service's file leaves open: facts that it calls uncertain, and keys that it leaves out.

These are no problems of specs, so lint does not list them: they are for a person who writes such a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from clientwright.io.json_pointer import join_pointer, resolve_pointer
from clientwright.io.json_types import is_dict, is_list
from clientwright.lint.service_problems import DefaultFact, UncertainFact
from clientwright.problems import Problem
from clientwright.specs.bundled_data import bundled_service_files
from clientwright.specs.model import Service
from clientwright.specs.service_files import read_service_document

DEFAULTS: Mapping[str, str] = {
    "/auth/optional": "a call without a token is refused",
    "/path_parts": "paths have the whole model id, or nothing of it",
    "/operations/submit/fields": "the request id of a submit is at /request_id",
    "/operations/submit/http": "an accepted job is answered with HTTP status 200",
    "/operations/submit/input_at": "the body of a submit is the input",
    "/operations/submit/constants": "the body of a submit has nothing beside the input",
    "/operations/submit/input_checked": "an input that does not fit is refused in the answer to the submit",
    "/operations/status/fields": "the word of a status is at /status, the position in the queue at /queue_position",
    "/operations/status/http": "a status is answered with HTTP status 200 in every phase",
    "/operations/result/fields": "a result has its word at /status, its output at /output, its cost at /cost",
    "/operations/result/cost_query": "the cost of a job is asked for with include_cost=true",
    "/operations/result/cost_unit": "a cost is an amount of US dollars",
    "/operations/cancel/fields": "the word of a cancel is at /outcome",
    "/operations/cancel/http": "a cancel is answered with HTTP status 202",
    "/not_begun": "only HTTP status 429 proves that a submit began no work",
    "/error": "codes are at /error_code or /code, and words at the usual places",
    "/error/fields_at": "a refusal names the fields that are wrong in /loc of each item of /detail",
    "/status/failed_at": "only the result tells whether a finished job has failed",
    "/result/by": "a word tells the end of a job",
    "/output_file": "files of outputs are plain URLs",
    "/expired_at": "nothing tells an output that is gone from one that never was",
    "/retention": "nobody knows how long a result is kept",
    "/media/marks": "only a `format` shows which texts are URLs of media",
    "/catalogue": "the catalogue is at the path of the submit, in pages by limit and offset",
}
"""What a key that is left out means, by its pointer."""


def find_uncertain(service: Service) -> Iterator[Problem]:
    """Yield a note for each fact that is not certain, at its place."""
    for pointer, letter in _letters(service.document, ""):
        is_empty = pointer == "/aliases" and not service.wire.aliases
        if letter != "H" and not is_empty:
            name = ".".join(pointer.split("/")[1:])
            error = _error_name(service, pointer)
            yield UncertainFact(service.location(f"{pointer}/sure"), error or name, letter)


def _letters(value: Any, at: str) -> Iterator[tuple[str, str]]:
    """Yield the pointer of each object that says how sure it is, with its letter."""
    if is_dict(value):
        sure = value.get("sure")
        if isinstance(sure, str):
            yield at, sure
    parts = value.items() if is_dict(value) else enumerate(value) if is_list(value) else ()
    for key, part in parts:
        if (at, key) not in (("", "output"), ("", "words")):
            yield from _letters(part, join_pointer(at, key))


def _error_name(service: Service, pointer: str) -> str:
    """Return what to call an entry of `errors` or `not_begun`; "" for other facts."""
    kind, _, number = pointer.removeprefix("/").partition("/")
    if kind not in ("errors", "not_begun") or not number.isdecimal():
        return ""
    entry = resolve_pointer(service.document, pointer)
    told = f"code {entry['code']}" if "code" in entry else f"HTTP status {entry['http']}"
    return f"{told} in {kind}"


def find_defaults(service: Service) -> Iterator[Problem]:
    """Yield a note for each key that is left out although other providers need it, at what would have it."""
    document, wire = service.document, service.wire
    idle = ["/operations/cancel/"] if "cancel" not in wire.operations else []
    idle += ["/operations/result/", "/result/"] if wire.one_call else []
    idle += ["/operations/cancel/http"] if all(one.http for one in wire.cancel_answers) else []
    for pointer, means in DEFAULTS.items():
        others = tuple(name for name, known in _shipped() if has_value(known, pointer))
        others = tuple(name for name in others if name != service.name)
        if others and not has_value(document, pointer) and not pointer.startswith(tuple(idle)):
            above = pointer.rpartition("/")[0]
            at = service.location(above if has_value(document, above) else "")
            yield DefaultFact(at, ".".join(pointer.split("/")[1:]), means, others)


def has_value(document: Any, pointer: str) -> bool:
    """Return whether a document has anything but null at a pointer."""
    try:
        return resolve_pointer(document, pointer) is not None
    except LookupError:
        return False


@cache
def _shipped() -> tuple[tuple[str, Mapping[str, object]], ...]:
    """Return the name and content of the service files that are shipped with clientwright."""
    return tuple(
        (file.parent.name, read_service_document(file)) for file in bundled_service_files()
    )
