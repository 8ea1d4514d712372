"""By which spec a cassette was recorded: a hash of the contract, blind to words.

The contract of an endpoint is its input schema, its rules and its output, and of the service
what goes over the wire. A translation, another title, a note or how sure we are of a fact
changes no cassette, nor does another way to write the same schema.
"""

from __future__ import annotations

import hashlib
from typing import Any

from clientwright.json_types import is_dict, is_list
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
    """Give the hash of what an endpoint's cassettes depend on."""
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
        "output": endpoint.output or service.output,
    }
    return hashlib.sha256(canonical_text(_normalized(contract)).encode("ascii")).hexdigest()[:16]


def _normalized(value: Any, name: str = "") -> Any:
    """Say the same in one way: 15.0 is 15 to a schema, and the order of an enum means nothing."""
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
