"""Check what a meta-schema cannot say about a service's file: names, request ids, headers; notes of retired endpoints."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Iterator
from dataclasses import replace

from clientwright.io.json_pointer import join_pointer
from clientwright.lint import schema_validity
from clientwright.lint.problems import RetiredEndpoint
from clientwright.lint.service_problems import HeaderTaken, HeaderValue, ReservedName
from clientwright.problems import Problem
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.specs.model_ids import ModelId
from clientwright.specs.python_paths import PACKAGE_EXPORTS

NEEDED_MODULES = frozenset(
    ("clientwright", "httpcore", "httpcore2", "httpx", "httpx2", "pydantic", "pydantic_core")
)
"""Modules that generated packages import, or that make them; a package of their name would hide them."""


def check(specs: Specs) -> Iterator[Problem]:
    """Check the names and the pattern of request ids."""
    yield from _reserved_names(specs.service)
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
    """Yield a problem for a name that Python or every package needs, and for a taken class name."""
    for key in ("name", "package"):
        name = str(service.document.get(key, ""))
        if keyword.iskeyword(name) or name in sys.stdlib_module_names or name in NEEDED_MODULES:
            yield ReservedName(service.location(f"/{key}"), name)
    inside = {"AsyncClient", "Client", "SERVICE"}.union(*PACKAGE_EXPORTS.values())
    taken = {service.title, f"Async{service.title}"} & inside
    if keyword.iskeyword(service.title) or taken:
        yield ReservedName(service.location("/title"), service.title)


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


def check_headers(specs: Specs) -> Iterator[Problem]:
    """Check the header of the token, and those that every call of an operation has."""
    service = specs.service
    token = str(service.document["auth"]["header"])
    if token.lower() in TAKEN_HEADERS:
        yield HeaderTaken(service.location("/auth/header"), token)
    for name, operation in service.wire.operations.items():
        for header, value in operation.headers.items():
            location = service.location(join_pointer("/operations", name, "headers", header))
            what = f"a constant of {name}"
            if header.lower() in TAKEN_HEADERS:
                yield HeaderTaken(location, header, what)
            elif header.lower() == token.lower():
                yield HeaderTaken(location, header, what, "it has the token")
            if _SENDABLE.fullmatch(value) is None:
                yield HeaderValue(location, header, value)


_SENDABLE = re.compile(r"([!-~]([ -~\t]*[!-~])?)?")
