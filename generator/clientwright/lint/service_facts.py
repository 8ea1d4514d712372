"""Check what a meta-schema cannot say about a service's file: status words, request ids, retired endpoints."""

from __future__ import annotations

import keyword
import sys
from collections.abc import Iterator
from dataclasses import replace

from clientwright.lint import schema_validity, unsupported_keywords
from clientwright.lint.problems import MissingStatusWord, ReservedName, RetiredEndpoint
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
    found = list(schema_validity.check(endpoint)) or unsupported_keywords.check(endpoint)
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
