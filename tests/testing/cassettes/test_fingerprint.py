"""The fingerprint ignores prose and covers the contract."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from clientwright.specs.model import Endpoint, Service
from clientwright.testing.cassettes.stale_cassettes import fingerprint
from testing.cassettes.support import specs

SERVICE = specs().service
ENDPOINT = specs().endpoints[0]


def service(change: Callable[[dict[str, Any]], Any]) -> Service:
    """Return the service with changed facts."""
    facts = copy.deepcopy(dict(SERVICE.document))
    change(facts)
    return replace(SERVICE, document=facts)


def endpoint(change: Callable[[dict[str, Any]], Any]) -> Endpoint:
    """Return the endpoint with a changed input schema."""
    schema = copy.deepcopy(ENDPOINT.input)
    change(schema)
    return replace(ENDPOINT, input=schema)


def reverse_keys(value: Any) -> Any:
    """Return a value with all keys in reverse order."""
    if isinstance(value, dict):
        return {name: reverse_keys(value[name]) for name in reversed(value)}
    return [reverse_keys(one) for one in value] if isinstance(value, list) else value


PROSE: dict[str, tuple[Service, Endpoint]] = {
    "words": (SERVICE, replace(ENDPOINT, words={"de": {"": {"title": "Film"}}})),
    "notes": (SERVICE, replace(ENDPOINT, notes=("seen",), repairs=(), sources={})),
    "origin of a rule": (
        SERVICE,
        replace(ENDPOINT, rules=tuple(replace(r, origin=None) for r in ENDPOINT.rules)),
    ),
    "title": (service(lambda f: f.update(title="Other")), ENDPOINT),
    "what an error means": (service(lambda f: f["errors"][0].update(means="Nein.")), ENDPOINT),
    "how sure": (service(lambda f: f["status"].update(sure="L")), ENDPOINT),
    "advice": (service(lambda f: f["media"].update(advice="...")), ENDPOINT),
    "host": (service(lambda f: f.update(base_url="https://x.example/v1")), ENDPOINT),
    "spelling of a bound": (
        SERVICE,
        endpoint(lambda s: s["properties"]["duration"].update(maximum=15.0)),
    ),
    "order of keys": (
        service(lambda f: f.update(reverse_keys(f))),
        replace(ENDPOINT, input=reverse_keys(ENDPOINT.input)),
    ),
}

CONTRACT: dict[str, tuple[Service, Endpoint]] = {
    "bound": (SERVICE, endpoint(lambda s: s["properties"]["duration"].update(maximum=14))),
    "enum": (SERVICE, endpoint(lambda s: s["properties"]["shot_type"]["enum"].pop())),
    "required": (SERVICE, endpoint(lambda s: s.update(required=["prompt"]))),
    "field": (SERVICE, endpoint(lambda s: s["properties"].update(more={"type": "string"}))),
    "rule": (SERVICE, replace(ENDPOINT, rules=())),
    "output": (SERVICE, replace(ENDPOINT, output={"type": "object"})),
    "shared output": (service(lambda f: f["output"]["properties"].pop("audio")), ENDPOINT),
    "code": (service(lambda f: f["errors"][0].update(code=400009)), ENDPOINT),
    "status word": (service(lambda f: f["status"]["values"].update(paused="waiting")), ENDPOINT),
    "path": (service(lambda f: f["operations"]["cancel"].update(path="/x/{request_id}")), ENDPOINT),
    "outcome": (service(lambda f: f["cancel"].update(outcomes=["yes", "no"])), ENDPOINT),
    "scheme": (service(lambda f: f["media"].update(schemes=["https", "data"])), ENDPOINT),
    "other endpoint": (SERVICE, specs().endpoints[1]),
}


@pytest.mark.parametrize(("service", "endpoint"), PROSE.values(), ids=PROSE)
def test_prose_does_not_change_fingerprint(service: Service, endpoint: Endpoint) -> None:
    """Translations, titles, confidence letters and the order of keys make no cassette stale."""
    assert fingerprint(service, endpoint) == fingerprint(SERVICE, ENDPOINT)


@pytest.mark.parametrize(("service", "endpoint"), CONTRACT.values(), ids=CONTRACT)
def test_contract_changes_fingerprint(service: Service, endpoint: Endpoint) -> None:
    """Whatever decides about inputs or goes over the wire changes the fingerprint."""
    assert fingerprint(service, endpoint) != fingerprint(SERVICE, ENDPOINT)


def test_enum_order_does_not_matter() -> None:
    """The order of allowed values does not matter; the values do."""

    def fingerprint_with_enum(*values: object) -> str:
        more = endpoint(lambda s: s["properties"].update(more={"enum": [*values]}))
        return fingerprint(SERVICE, more)

    assert fingerprint_with_enum("16:9", 1, 2.0, None) == fingerprint_with_enum(
        None, 2, "16:9", 1.0
    )
    assert fingerprint_with_enum("16:9", 1) != fingerprint_with_enum("16:9", True)
    assert fingerprint_with_enum("16:9", 1) != fingerprint_with_enum("16:9")


def test_an_output_without_keywords_is_the_endpoints_own() -> None:
    """An output of `{}` accepts anything, which is another contract than the shared output."""
    anything = replace(ENDPOINT, output={})
    assert SERVICE.output_of(anything.output) == {} != SERVICE.output_of(None)
    assert fingerprint(SERVICE, anything) != fingerprint(SERVICE, replace(ENDPOINT, output=None))
