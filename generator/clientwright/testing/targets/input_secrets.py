"""The secrets in inputs: the values of fields that an endpoint's schema marks as `writeOnly`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.rules.json_edit import MISSING
from clientwright.sandbox.secret_inputs import has_secret, secret_paths
from clientwright.sandbox.undescribed_fields import Path
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.targets.secret_encodings import REDACTED
from clientwright.testing.wire_answers import body_with_value

_SHORTEST_ECHO = 4
"""Shorter secrets are hidden where they stand; elsewhere they would match ordinary words."""


@dataclass(frozen=True, slots=True)
class SecretInputs:
    """Hides the secrets in the inputs of an endpoint, by its schema."""

    schema: Schema
    wire: ServiceWire

    def texts(self, sent: Iterable[bytes]) -> frozenset[str]:
        """Return the secrets in some bodies of submits as texts, each of which an answer may repeat."""
        if not has_secret(self.schema):
            return frozenset()
        payloads = (payload for body in sent for payload in self._inputs(body))
        return frozenset[str]().union(*map(self.texts_of, payloads))

    def texts_of(self, payload: Any) -> frozenset[str]:
        """Return the secrets in an input as texts, each of which an answer may repeat."""
        return frozenset(one for one in self._secrets(payload) if len(one) >= _SHORTEST_ECHO)

    def hide_in_body(self, sent: bytes) -> bytes:
        """Return the body of a call without the secrets of its input."""
        for payload in self._inputs(sent) if has_secret(self.schema) else ():
            if paths := secret_paths(self.schema, payload):
                place = self.wire.facts.operations["submit"].input_at
                hidden = body_with_value(json.loads(sent), place, _with_hidden(payload, paths))
                return json.dumps(hidden).encode()
        return sent

    def hide(self, payload: Any) -> Any:
        """Return an input without its secrets."""
        if not has_secret(self.schema):
            return payload
        return _with_hidden(payload, secret_paths(self.schema, payload))

    def _inputs(self, sent: bytes) -> Iterator[Any]:
        """Yield the input in the body of a call, if it has one."""
        try:
            found = self.wire.input_of(json.loads(sent))
        except (ValueError, RecursionError):
            return
        if found is not MISSING:
            yield found

    def _secrets(self, payload: Any) -> Iterator[str]:
        for path in secret_paths(self.schema, payload):
            yield from _texts_in(_value_at(payload, path))


def _value_at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _texts_in(value: Any) -> Iterator[str]:
    """Yield every text and number in a value, as a text."""
    if is_dict(value):
        for inner in value.values():
            yield from _texts_in(inner)
    elif is_list(value):
        for inner in value:
            yield from _texts_in(inner)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield json.dumps(value)


def _with_hidden(value: Any, paths: frozenset[Path], at: Path = ()) -> Any:
    if at in paths and value is not None:
        return REDACTED
    if is_dict(value):
        return {name: _with_hidden(one, paths, (*at, name)) for name, one in value.items()}
    if is_list(value):
        return [_with_hidden(one, paths, (*at, n)) for n, one in enumerate(value)]
    return value
