"""The mutations of a server that fails at some inputs: NUL, half a surrogate pair, 1e400, an empty key, deep nesting."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.schema.protocols import GenerationError
from clientwright.testing.mutation.server_mutation import InterceptedCall, ServerMutation
from clientwright.testing.payloads.hostile_inputs import HostileInput, iter_hostile_inputs
from clientwright.testing.payloads.payload_generator import PayloadGenerator

_DEEP, _LONG = 10_000, 40_000
_MOST_DIGITS = 4_000


def robustness_mutations(generator: PayloadGenerator) -> Iterator[ServerMutation]:
    """Yield the mutations of a server that fails at a hostile input that the endpoint has a place for."""
    tried = {
        hostile.name for hostile in iter_hostile_inputs(generator) if _is_made(hostile, generator)
    }
    found = {
        **{name: (sentence, _among(_values, fails)) for name, (sentence, fails) in _VALUES.items()},
        **{name: (sentence, _among(_keys, fails)) for name, (sentence, fails) in _KEYS.items()},
        "no-field": ("An empty object makes the server fail.", _is_empty),
    }
    for name, (sentence, fails) in found.items():
        if name in tried:
            yield _failing(name, sentence, fails)
    if "deep-nesting" in tried:
        yield ServerMutation(
            "fails-on-deep-nesting",
            "Deep nesting makes the server fail.",
            _fail_on_deep_nesting,
            likely=("never-5xx/deep-nesting",),
        )


def _is_made(hostile: HostileInput, generator: PayloadGenerator) -> bool:
    with suppress(GenerationError):
        return bool(hostile.make_bodies(generator))
    return False


def _among(
    parts: Callable[[Any], Iterator[Any]], fails: Callable[[Any], bool]
) -> Callable[[Any], bool]:
    return lambda body: any(map(fails, parts(body)))


def _is_empty(body: Any) -> bool:
    return is_dict(body) and not body


def _failing(name: str, sentence: str, fails: Callable[[Any], bool]) -> ServerMutation:
    def edit_request(call: InterceptedCall) -> None:
        if call.operation != "submit":
            return
        try:
            body = call.input(partial(json.loads, parse_int=_read_integer))
        except (ValueError, RecursionError):
            return
        if fails(body):
            _fail(call)

    return ServerMutation(f"fails-on-{name}", sentence, edit_request, likely=(f"never-5xx/{name}",))


def _fail(call: InterceptedCall) -> None:
    """Fail at the submit, with the error of a failing server that the service documents, if any."""
    errors = (one for one in call.wire.facts.errors if one.kind == "server")
    call.answer = call.wire.refusal(500, next((one.code for one in errors), None))


def _fail_on_deep_nesting(call: InterceptedCall) -> None:
    if call.operation == "submit" and re.search(rb"\[{%d}" % _DEEP, call.request_body):
        _fail(call)


def _read_integer(digits: str) -> Any:
    """Return an integer, or its digits if they are too many for Python."""
    return int(digits) if len(digits) < _MOST_DIGITS else _TooLong(digits)


class _TooLong(str):
    """An integer of too many digits."""

    __slots__ = ()


def _values(body: Any) -> Iterator[Any]:
    below = body.values() if is_dict(body) else body if is_list(body) else ()
    for value in below:
        yield value
        yield from _values(value)


def _keys(body: Any) -> Iterator[str]:
    if is_dict(body):
        yield from body
    for value in _values(body):
        yield from value if is_dict(value) else ()


def _in_text(fails: Callable[[str], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and not isinstance(value, _TooLong) and fails(value)


def _is_half(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _is_infinite(value: Any) -> bool:
    return isinstance(value, float) and value in (float("inf"), float("-inf"))


def _is_large(value: Any) -> bool:
    return type(value) is int and abs(value) >= 2**63


_VALUES: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "empty-text": (
        "An empty text makes the server fail.",
        _in_text(lambda text: not text),
    ),
    "nul": ("NUL in a text makes the server fail.", _in_text(lambda text: "\0" in text)),
    "beyond-u-ffff": (
        "A character beyond U+FFFF makes the server fail.",
        _in_text(lambda text: max(text, default="") > "\uffff"),
    ),
    "half-surrogate": (
        "Half of a surrogate pair makes the server fail.",
        _in_text(_is_half),
    ),
    "1e400": ("A number beyond all floats makes the server fail.", _is_infinite),
    "minus-zero": (
        "-0 makes the server fail.",
        lambda value: type(value) in (int, float) and value == 0,
    ),
    "beyond-64-bits": ("An integer of 65 bits makes the server fail.", _is_large),
    "huge-integer": (
        "An integer of thousands of digits makes the server fail.",
        lambda value: isinstance(value, _TooLong),
    ),
    "empty-array": ("An empty array makes the server fail.", lambda value: value == []),
    "empty-object": ("An empty object makes the server fail.", lambda value: value == {}),
}
"""By name: the sentence, and which values make the server fail."""

_KEYS: Mapping[str, tuple[str, Callable[[str], bool]]] = {
    "empty-key": ("An empty key makes the server fail.", lambda key: not key),
    "nul-key": ("NUL in a key makes the server fail.", lambda key: "\0" in key),
    "half-surrogate-key": ("Half of a surrogate pair in a key makes the server fail.", _is_half),
    "long-key": ("A very long key makes the server fail.", lambda key: len(key) > _LONG),
}
