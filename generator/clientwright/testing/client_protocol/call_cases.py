"""What each call of a client must be: its method, its path, its headers, its body, and the token."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from clientwright.specs.model import Endpoint, Service
from clientwright.specs.wire_facts import PathPart, WireFacts
from clientwright.testing.client_protocol.client_under_test import (
    CALLER_BEARER,
    SAMPLE_INPUT,
    CallRecorder,
    SentCall,
)
from clientwright.testing.client_protocol.scripted_server import REQUEST_ID
from clientwright.testing.service_wire import ServiceWire


@dataclass(frozen=True, slots=True)
class CallCase:
    """A promise about the calls for some operations, and what each must be.

    `show` returns what of a call is promised. `endpoint` is the id of another endpoint than the recorder's.
    """

    name: str
    sentence: str
    pointer: str
    operations: tuple[str, ...]
    expected: tuple[str, ...]
    sure: str
    show: Callable[[SentCall], str]
    endpoint: str = ""

    def seen(self, recorder: CallRecorder) -> tuple[str, ...]:
        """Return what the client sends in place of `expected`."""
        return tuple(self._seen(recorder, operation) for operation in self.operations)

    def _seen(self, recorder: CallRecorder, operation: str) -> str:
        try:
            return self.show(recorder.call(operation, self.endpoint))
        except Exception as error:
            return f"{type(error).__name__}: {error}"


def call_cases(service: Service, endpoint: Endpoint) -> Iterator[CallCase]:
    """Yield the promises about the calls for each operation, and one about the token."""
    facts, wire, id = service.wire, ServiceWire.of(service), str(endpoint.id)
    for name in _own_operations(facts):
        listed = service.document["operations"][name]
        sentence = f"The call for {name} is {listed['method']} {listed['path']}."
        expected = (" ".join(wire.route(name, model_id=id, request_id=REQUEST_ID)),)
        pointer = f"/operations/{name}"
        yield CallCase(
            f"call-{name}", sentence, pointer, (name,), expected, listed["sure"], _shown_route
        )
    yield from _part_cases(service, wire)
    yield from _header_cases(service)
    yield from _body_cases(service, wire, endpoint)
    yield _token_case(service)


def _own_operations(facts: WireFacts) -> list[str]:
    """Return the operations that have a call of their own."""
    return [name for name in facts.operations if name != "result" or not facts.one_call]


def _part_cases(service: Service, wire: ServiceWire) -> Iterator[CallCase]:
    """Yield the promises about paths with a part of the model id, for ids of each form."""
    for part, facts in wire.facts.path_parts.items():
        names = tuple(
            name
            for name in _own_operations(wire.facts)
            if f"{{{part}}}" in wire.facts.operations[name].path
        )
        for first in ("", *facts.after):
            id, count = _id_of_form(facts, first), facts.after.get(first, facts.first)
            calls = (wire.route(name, model_id=id, request_id=REQUEST_ID) for name in names)
            yield CallCase(
                f"path-{part}{f'-after-{first}' if first else ''}",
                f"In paths, {{{part}}} is the first {count} segments of a model id"
                f"{f' that begins with {first}' if first else ''}, however many it has.",
                f"/path_parts/{part}",
                names,
                tuple(map(" ".join, calls)),
                service.document["path_parts"][part]["sure"],
                _shown_route,
                id,
            )


def _id_of_form(part: PathPart, first: str) -> str:
    """Return a model id that has more segments than a path part takes."""
    count = max(part.first, *part.after.values(), 0) + 2
    return "/".join([first or "team", *(f"s{n}" for n in range(1, count))])


def _header_cases(service: Service) -> Iterator[CallCase]:
    for name, operation in service.wire.operations.items():
        for header, value in operation.headers.items():
            yield CallCase(
                f"header-{header.lower()}-of-{name}",
                f"The call for {name} has the header {header}: {value}.",
                f"/operations/{name}",
                (name,),
                (f"{header}: {value}",),
                service.document["operations"][name]["sure"],
                partial(_shown_header, header),
            )


def _body_cases(service: Service, wire: ServiceWire, endpoint: Endpoint) -> Iterator[CallCase]:
    """Yield the promise about the body of a submit, where that is not the input itself."""
    submit = wire.facts.operations["submit"]
    if not submit.input_at and not submit.constants:
        return
    places = [*submit.constants, *([submit.input_at] if submit.input_at else [])]
    body = wire.submit_body(SAMPLE_INPUT, endpoint.called_as)
    yield CallCase(
        "submit-body",
        f"The body of a submit has the input at {submit.input_at or 'its root'}, and exactly {', '.join(places)}.",
        "/operations/submit",
        ("submit",),
        (json.dumps(body, sort_keys=True),),
        service.document["operations"]["submit"]["sure"],
        lambda sent: json.dumps(sent.body, sort_keys=True),
    )


def _token_case(service: Service) -> CallCase:
    auth: dict[str, Any] = service.document["auth"]
    header, scheme = str(auth["header"]), str(auth["scheme"])
    value = f"{header}: {f'{scheme} {CALLER_BEARER}'.strip()}"
    where = f"after {scheme}" if scheme else "alone"
    sentence = f"Every call has the token in {header}, {where}, and nowhere else."
    names = tuple(_own_operations(service.wire))
    return CallCase(
        "token",
        sentence,
        "/auth",
        names,
        (value,) * len(names),
        auth["sure"],
        partial(_shown_token, header),
    )


def _shown_route(sent: SentCall) -> str:
    return f"{sent.method} {sent.path}"


def _shown_header(header: str, sent: SentCall) -> str:
    return f"{header}: {', '.join(sent.headers.get(header.lower(), ['none']))}"


def _shown_token(header: str, sent: SentCall) -> str:
    """Return the headers that have the token; the one that should have it in its usual spelling."""
    found = [
        f"{header if name == header.lower() else name}: {value}"
        for name, values in sent.headers.items()
        for value in values
        if CALLER_BEARER in value
    ]
    if CALLER_BEARER in json.dumps([sent.path, sent.body], default=str):
        found.append("the call itself")
    return ", ".join(found) or "no token"
