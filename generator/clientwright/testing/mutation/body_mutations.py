"""The mutations of a server that takes bodies which are no input: not JSON, not declared so, or holding one."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.specs.model import Service
from clientwright.testing.mutation.server_mutation import InterceptedCall, ServerMutation
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.raw_bodies import iter_raw_bodies


def body_mutations(generator: PayloadGenerator) -> Iterator[ServerMutation]:
    """Yield the mutations of a server that reads too much into a body."""
    yield ServerMutation(
        "reads-anything",
        "A body that is no JSON counts as a valid input.",
        _accept_unreadable(generator, str),
        likely=(":body/",),
    )
    yield ServerMutation(
        "takes-any-root",
        "JSON that is no object counts as a valid input.",
        _accept_unreadable(generator, dict),
        likely=(":body/",),
    )
    promised = {body.name for body in iter_raw_bodies(generator)}
    for name, (sentence, unwrap, broken) in _HOLDERS.items():
        if broken in promised:
            yield ServerMutation(name, sentence, _edit_root(unwrap), likely=(f"body/{broken}",))


def content_type_mutations(service: Service) -> Iterator[ServerMutation]:
    """Yield the mutation of a server that takes bodies as the service's file says it does not."""
    expected, likely = service.undeclared_json, ("body/content-type",)
    if expected == "refused":
        sentence = "A body of another content type counts as JSON."
        yield ServerMutation("content-type-ignored", sentence, _declare_json, likely=likely)
    if expected == "accepted":
        sentence = "A body that is not declared as JSON is refused."
        yield ServerMutation("content-type-checked", sentence, _demand_json, likely=likely)


_JSON_TYPE = b"application/json"


def _declare_json(call: InterceptedCall) -> None:
    call.headers[b"content-type"] = _JSON_TYPE


def _demand_json(call: InterceptedCall) -> None:
    if call.operation == "submit" and call.headers.get(b"content-type") != _JSON_TYPE:
        call.answer = call.wire.refusal(415, words="This is not JSON.")


def _edit_root(unwrap: Callable[[Any], Any]) -> Callable[[InterceptedCall], None]:
    """Replace a body by what is in it."""

    def edit_request(call: InterceptedCall) -> None:
        if call.operation == "submit":
            with contextlib.suppress(ValueError, RecursionError):
                call.put_input(unwrap(call.input()))

    return edit_request


def _unwrap_list(body: Any) -> Any:
    return body[0] if is_list(body) and len(body) == 1 and is_dict(body[0]) else body


def _read_pairs(body: Any) -> Any:
    if is_list(body) and all(is_list(one) and len(one) == 2 for one in body):
        with contextlib.suppress(TypeError):
            return dict(body)
    return body


def _decode_text(body: Any) -> Any:
    return json.loads(body) if isinstance(body, str) else body


def _unwrap_input(body: Any) -> Any:
    return body["input"] if is_dict(body) and [*body] == ["input"] else body


_HOLDERS: Mapping[str, tuple[str, Callable[[Any], Any], str]] = {
    "list-unwrapped": (
        "A list that holds one object counts as the object.",
        _unwrap_list,
        "root-list-of-input",
    ),
    "pairs-read": (
        "A list of names and values counts as an object.",
        _read_pairs,
        "root-list-of-pairs",
    ),
    "text-decoded": (
        "A text that has JSON counts as what it has.",
        _decode_text,
        "root-text-of-input",
    ),
    "input-unwrapped": (
        "An object with nothing but input counts as what that holds.",
        _unwrap_input,
        "inside-input",
    ),
}
"""By name: the sentence, what is read in the place of a body, and the promise that it breaks."""


def _accept_unreadable(
    generator: PayloadGenerator, wanted: type
) -> Callable[[InterceptedCall], None]:
    """Replace a body by a valid one if it is no JSON (`wanted` is `str`), or JSON of another type."""

    def edit_request(call: InterceptedCall) -> None:
        if call.operation == "submit":
            valid = generator.generate(SimplestChoiceSource())
            try:
                found = call.input()
            except ValueError:
                if wanted is str:
                    body = call.wire.submit_body(valid, generator.endpoint.called_as)
                    call.request_body = json.dumps(body).encode()
            else:
                if wanted is not str and not isinstance(found, wanted):
                    call.put_input(valid)

    return edit_request
