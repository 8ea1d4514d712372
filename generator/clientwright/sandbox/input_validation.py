"""Validate a payload: its schema, then its rules, reporting all faults at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from clientwright.io.json_pointer import join_pointer, resolve_pointer, split_pointer
from clientwright.problems import quote_value
from clientwright.sandbox.jsonschema_adapter import error_finder
from clientwright.specs.model import Endpoint, Service

MAX_DETAILS = 1000
"""Maximum number of faults reported for one payload."""

FaultDetail = dict[str, Any]
"""One fault: `loc`, its path of keys and indexes; `msg`; `type`, the keyword or rule."""


@dataclass(frozen=True, slots=True)
class InputValidator:
    """Validates payloads of one endpoint."""

    endpoint: Endpoint
    find_errors: Callable[[Any], Iterator[Any]]

    @classmethod
    def for_endpoint(
        cls, endpoint: Endpoint, service: Service, *, closed: bool = True
    ) -> InputValidator:
        """Return the validator of an endpoint.

        With `closed`, unknown fields are rejected; the documents leave them open.
        """
        schemes = tuple(service.document["media"]["schemes"])
        return cls(endpoint, error_finder(endpoint.input, schemes, closed=closed))

    def faults(self, payload: Any) -> list[FaultDetail]:
        """Return every fault, ordered by path."""
        try:
            found = list(islice(self._details(payload), MAX_DETAILS))
        except RecursionError:
            return [{"loc": [], "msg": "nests too deep to be judged", "type": "depth"}]
        return sorted(found, key=lambda detail: ([str(part) for part in detail["loc"]]))

    def _details(self, payload: Any) -> Iterator[FaultDetail]:
        return chain(map(_schema_detail, self.find_errors(payload)), self._rule_details(payload))

    def _rule_details(self, payload: Any) -> Iterator[FaultDetail]:
        for rule in self.endpoint.rules:
            for fault in rule.check(payload, self.endpoint.input):
                loc = list(_loc(payload, fault.pointer))
                yield {"loc": loc, "msg": fault.message, "type": rule.kind}


def _schema_detail(error: Any) -> FaultDetail:
    return {
        "loc": list(error.absolute_path),
        "msg": _schema_message(error),
        "type": error.validator or "false",
    }


def _schema_message(error: Any) -> str:
    message = str(error.message)
    if len(message) <= 200 and message.isprintable():
        return message
    return f"{quote_value(error.instance)} breaks {error.validator}: {quote_value(error.validator_value)}"


def _loc(payload: Any, pointer: str) -> Iterator[str | int]:
    """Return the keys and indexes of a JSON Pointer; indexes of arrays become numbers."""
    at = ""
    for token in split_pointer(pointer):
        yield int(token) if isinstance(resolve_pointer(payload, at), list) else token
        at = join_pointer(at, token)
