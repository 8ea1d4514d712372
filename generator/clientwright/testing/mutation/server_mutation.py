"""A server with one fault: a wrapper changes what it receives or what it answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clientwright.io.json_types import is_dict
from clientwright.rules.json_edit import MISSING
from clientwright.sandbox.handlers import path_prefix
from clientwright.schema.additional_properties import matches_name
from clientwright.specs.model import Service
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.wire_answers import WireAnswer, body_with_value

MutationMemory = dict[str, Any]


@dataclass(slots=True)
class InterceptedCall:
    """One call to a mutant: the request, then the answer; `memory` lives as long as the server.

    `answer_headers` are those in which the service says something. A body that is `MISSING` is empty.
    """

    wire: ServiceWire
    operation: str
    request_id: str
    headers: dict[bytes, bytes]
    path: str
    request_body: bytes
    memory: MutationMemory
    status: int = 0
    body: Any = None
    answer_headers: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def answer(self) -> WireAnswer:
        """The answer as it is now."""
        return WireAnswer(self.status, self.body, self.answer_headers)

    @answer.setter
    def answer(self, answer: WireAnswer) -> None:
        self.status, self.body, self.answer_headers = answer.status, answer.body, answer.headers

    @property
    def succeeded(self) -> bool:
        """Whether the answer is no refusal."""
        return 200 <= self.status < 300 and self.wire.code_of(self.answer) is None

    def value(self, name: str) -> Any:
        """Return a value of the answer by its name, or `MISSING`."""
        return self.wire.value(self.operation, name, self.answer) if self.operation else MISSING

    def put(self, name: str, value: Any) -> None:
        """Put another value in the answer; `MISSING` leaves it out."""
        self.answer = self.wire.with_value(self.operation, name, value, self.answer)

    @property
    def word(self) -> str:
        """The word by which the answer shows the job's stage, or an empty string."""
        found = self.value(self.wire.word_field(self.operation)) if self.operation else MISSING
        return found if isinstance(found, str) else ""

    def input(self, parse: Callable[[bytes], Any] = json.loads) -> Any:
        """Return the input of a submit, or `MISSING` if there is none.

        Raises:
            ValueError: the body is no JSON.
        """
        return self.wire.input_of(parse(self.request_body))

    def put_input(self, value: Any) -> None:
        """Put another input in the place of that of a submit."""
        at = self.wire.facts.operations["submit"].input_at
        body = body_with_value(json.loads(self.request_body), at, value)
        self.request_body = json.dumps(body).encode()


@dataclass(frozen=True, slots=True)
class ServerMutation:
    """One fault; `on_request` may change the call, or answer it by setting `status`."""

    name: str
    sentence: str
    on_request: Callable[[InterceptedCall], None] = lambda call: None
    on_answer: Callable[[InterceptedCall], None] = lambda call: None
    read_input: Callable[[Any], Any] | None = None
    """How it reads an input, if that is its only fault."""
    likely: tuple[str, ...] = ()
    """Parts of the ids of the promises that it should break, whose trials come first."""
    names_field: bool = False
    """Whether its only fault is the field that a refusal names."""


@dataclass(frozen=True)
class MutatedApp:
    """An application with a mutation."""

    app: ASGIApp
    mutation: ServerMutation
    service: Service
    memory: MutationMemory = field(default_factory=dict[str, Any])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one call through the mutation."""
        wire = ServiceWire.of(self.service)
        request = _parse_scope(scope, wire, path_prefix(self.service))
        call = InterceptedCall(wire, *request, await _read_body(receive), self.memory)
        self.mutation.on_request(call)
        if not call.status:
            await self._forward(scope, call)
        self.mutation.on_answer(call)
        await _send_answer(send, call)

    async def _forward(self, scope: Scope, call: InterceptedCall) -> None:
        parts: list[bytes] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": call.request_body, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                call.status = message["status"]
                found = {n.decode(): v.decode() for n, v in message.get("headers", ())}
                named = call.wire.named_headers
                call.answer_headers = {n: v for n, v in found.items() if n in named}
            else:
                parts.append(message.get("body", b""))

        headers = [*call.headers.items()]
        path = {"path": call.path, "raw_path": call.path.encode()}
        await self.app({**scope, **path, "headers": headers}, receive, send)
        call.body = json.loads(b"".join(parts) or b"null")


def _parse_scope(
    scope: Scope, wire: ServiceWire, prefix: str
) -> tuple[str, str, dict[bytes, bytes], str]:
    """Return the operation and the request id, empty where there is none, the headers and the path."""
    path: str = scope["path"]
    operation, subject = wire.identify(scope["method"], path.removeprefix(prefix)) or ("", "")
    return operation, subject * (operation != "submit"), dict(scope["headers"]), path


async def _read_body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return body


async def _send_answer(send: Send, call: InterceptedCall) -> None:
    named = [(name.encode(), value.encode()) for name, value in call.answer_headers.items()]
    headers = [(b"content-type", b"application/json"), *named]
    body = b"" if call.body is MISSING else json.dumps(call.body).encode()
    await send({"type": "http.response.start", "status": call.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def payload_mutation(
    name: str,
    sentence: str,
    change: Callable[[Any, Mapping[str, Any]], Any],
    schema: Mapping[str, Any],
) -> ServerMutation:
    """Return a mutation that changes each value of a submitted payload by its schema."""
    return input_mutation(name, sentence, lambda payload: map_values(payload, schema, change))


def input_mutation(name: str, sentence: str, read: Callable[[Any], Any]) -> ServerMutation:
    """Return a mutation that reads a submitted payload in another way."""

    def edit_request(call: InterceptedCall) -> None:
        if call.operation == "submit":
            try:
                payload = call.input()
            except ValueError:
                return
            if payload is not MISSING:
                call.put_input(read(payload))

    return ServerMutation(name, sentence, edit_request, read_input=read)


def map_values(value: Any, schema: Any, change: Callable[[Any, Mapping[str, Any]], Any]) -> Any:
    """Apply `change` to a value and everything in it, each with every schema that may apply to it."""
    schema = schema if is_dict(schema) else {}
    value = change(value, schema)
    for branch in _branches(schema):
        value = map_values(value, branch, change)
    if is_dict(value):
        return {
            key: _map_by_each(item, _property_schemas(schema, key), change)
            for key, item in value.items()
        }
    if isinstance(value, list):
        first = schema.get("prefixItems", ())
        schemas = chain(first, repeat(schema.get("items")))
        return [map_values(*pair, change) for pair in zip(value, schemas, strict=False)]
    return value


def _map_by_each(
    value: Any, schemas: Iterable[Any], change: Callable[[Any, Mapping[str, Any]], Any]
) -> Any:
    for schema in schemas:
        value = map_values(value, schema, change)
    return value


def _branches(schema: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the schemas that may say more of the same value."""
    for word in ("allOf", "anyOf", "oneOf"):
        yield from schema.get(word, ())
    yield from (schema[word] for word in ("then", "else") if word in schema)
    yield from schema.get("dependentSchemas", {}).values()


def _property_schemas(schema: Mapping[str, Any], name: str) -> list[Any]:
    """Return the schemas of a property: by its name, by patterns, or that of all others; nothing is said by None."""
    named, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    found = [sub for pattern, sub in patterns.items() if matches_name(pattern, name)]
    found += [named[name]] if name in named else []
    return found or [schema.get("additionalProperties")]
