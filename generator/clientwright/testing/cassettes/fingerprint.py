"""The fingerprint of a spec: a hash of everything that cassettes depend on.

It covers an endpoint's input schema, rules and output, and the service's wire facts. Translations,
titles, notes, confidence letters and the spelling of a schema do not change it.
"""

from __future__ import annotations

import hashlib
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.specs.model import Endpoint, Service
from clientwright.testing.cassettes.canonical_json import canonical_text

_WIRE_FACTS = (
    "auth",
    "operations",
    "request_id",
    "status",
    "result",
    "aliases",
    "cancel",
    "errors",
)
_UNORDERED_KEYS = frozenset({"enum", "required"})
_PROSE_KEYS = frozenset({"sure", "means", "advice"})


def fingerprint(service: Service, endpoint: Endpoint) -> str:
    """Return the hash of what an endpoint's cassettes depend on (16 hex digits)."""
    facts = {
        name: _without_prose(service.document[name])
        for name in _WIRE_FACTS
        if name in service.document
    }
    contract = {
        "service": facts,
        "schemes": service.document.get("media", {}).get("schemes"),
        "id": str(endpoint.id),
        "input": endpoint.input,
        "rules": [rule.as_json() for rule in endpoint.rules],
        "output": service.output_of(endpoint.output),
    }
    return hashlib.sha256(canonical_text(_normalized(contract)).encode("ascii")).hexdigest()[:16]


def _normalized(value: Any, name: str = "") -> Any:
    """Return a value in one form: 15.0 becomes 15, and enums are sorted."""
    if is_dict(value):
        return {key: _normalized(inner, key) for key, inner in value.items()}
    if is_list(value):
        items = [_normalized(inner) for inner in value]
        return sorted(items, key=canonical_text) if name in _UNORDERED_KEYS else items
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _without_prose(value: Any) -> Any:
    if is_dict(value):
        return {
            name: _without_prose(inner) for name, inner in value.items() if name not in _PROSE_KEYS
        }
    return [_without_prose(inner) for inner in value] if is_list(value) else value
