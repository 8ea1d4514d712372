"""Validate a payload: its schema, then its rules, reporting all faults at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from clientwright.problems import quote_value
from clientwright.sandbox.jsonschema_adapter import error_finder
from clientwright.sandbox.rules import RuleCheck, rule_check
from clientwright.sandbox.secret_inputs import (
    has_secret,
    may_tell_secret,
    secret_paths,
    without_secrets,
)
from clientwright.sandbox.undescribed_fields import Path
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
    rules: tuple[tuple[Mapping[str, Any], RuleCheck], ...]
    """The data of each rule in the spec, with the check of its kind."""
    has_secrets: bool = False

    @classmethod
    def for_endpoint(
        cls, endpoint: Endpoint, service: Service, *, closed: bool = True
    ) -> InputValidator:
        """Return the validator of an endpoint.

        With `closed`, unknown fields are rejected; the documents leave them open.
        """
        schemes = tuple(service.document["media"]["schemes"])
        rules = tuple((rule.as_json(), rule_check(rule.kind)) for rule in endpoint.rules)
        find_errors = error_finder(endpoint.input, schemes, closed=closed)
        return cls(endpoint, find_errors, rules, has_secrets=has_secret(endpoint.input))

    def faults(self, payload: Any) -> list[FaultDetail]:
        """Return every fault, ordered by path."""
        try:
            found = list(islice(self._details(payload), MAX_DETAILS))
            secrets = self._secrets(payload) if found else frozenset[Path]()
        except RecursionError:
            return [{"loc": [], "msg": "nests too deep to be judged", "type": "depth"}]
        told = [_without_secret(one, secrets) for one in found]
        return sorted(told, key=lambda detail: ([str(part) for part in detail["loc"]]))

    def stored(self, payload: Any) -> Any:
        """Return what is stored of a payload: all but its secrets."""
        secrets = self._secrets(payload)
        return without_secrets(payload, secrets) if secrets else payload

    def _secrets(self, payload: Any) -> frozenset[Path]:
        return secret_paths(self.endpoint.input, payload) if self.has_secrets else frozenset()

    def _details(self, payload: Any) -> Iterator[FaultDetail]:
        return chain(map(_schema_detail, self.find_errors(payload)), self._rule_details(payload))

    def _rule_details(self, payload: Any) -> Iterator[FaultDetail]:
        for rule, check in self.rules:
            for location, message in check(rule, payload, self.endpoint.input):
                yield {"loc": list(location), "msg": message, "type": rule["kind"]}


def _without_secret(detail: FaultDetail, secrets: frozenset[Path]) -> FaultDetail:
    if detail["type"] == "required" or not may_tell_secret(detail["loc"], secrets):
        return detail
    return {**detail, "msg": f"breaks {detail['type']}"}


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
