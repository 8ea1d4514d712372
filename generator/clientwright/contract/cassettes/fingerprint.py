"""By which spec a cassette was recorded: a hash of the contract, blind to words.

The contract of an endpoint is its input schema, its rules and its output, and of the service
what goes over the wire. A translation, another title, a note or how sure we are of a fact
changes no cassette, nor does another way to write the same schema.
"""

from __future__ import annotations

import hashlib
from typing import Any

from clientwright.contract.cassettes.canonical import written
from clientwright.json_types import is_dict, is_list
from clientwright.specs.model import Endpoint, Service

_WIRE = ("auth", "operations", "request_id", "status", "result", "aliases", "cancel", "errors")
_SETS = frozenset({"enum", "required"})
_TALK = frozenset({"sure", "means", "advice"})


def fingerprint(service: Service, endpoint: Endpoint) -> str:
    """Give the hash of what an endpoint's cassettes depend on."""
    facts = {name: _silent(service.facts[name]) for name in _WIRE if name in service.facts}
    contract = {
        "service": facts,
        "schemes": service.facts.get("media", {}).get("schemes"),
        "id": str(endpoint.id),
        "input": endpoint.input,
        "rules": [rule.as_json() for rule in endpoint.rules],
        "output": endpoint.output or service.output,
    }
    return hashlib.sha256(written(_plain(contract)).encode("ascii")).hexdigest()[:16]


def _plain(value: Any, name: str = "") -> Any:
    """Say the same in one way: 15.0 is 15 to a schema, and the order of an enum means nothing."""
    if is_dict(value):
        return {key: _plain(inner, key) for key, inner in value.items()}
    if is_list(value):
        items = [_plain(inner) for inner in value]
        return sorted(items, key=written) if name in _SETS else items
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _silent(value: Any) -> Any:
    if is_dict(value):
        return {name: _silent(inner) for name, inner in value.items() if name not in _TALK}
    return [_silent(inner) for inner in value] if is_list(value) else value
