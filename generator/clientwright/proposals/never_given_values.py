"""Values and fields that the documents list and that no input can have, since rules work against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clientwright.lint.rules import check_satisfiable
from clientwright.problems import Problem
from clientwright.proposals.payload_search import PayloadSearch, SoughtValue, shows
from clientwright.proposals.problems import ValueNeverGiven
from clientwright.rules.sibling_rule import json_literal
from clientwright.schema.plain_schemas import is_plain
from clientwright.schema.references import inlined_for_reading
from clientwright.specs.model import Endpoint, Specs
from clientwright.testing.payloads.payload_generator import ROOT_PATH


def check_values(endpoint: Endpoint, schemes: tuple[str, ...]) -> Iterator[Problem]:
    """Yield each field that rules name, and each value listed for it, that only the rules make impossible.

    What `never-given` says without trying is not said again.
    """
    if not endpoint.rules or any(check_satisfiable(endpoint)):
        return
    search = PayloadSearch(_with_fields_of_rules(endpoint), schemes)
    full = search.full_payload(endpoint.rules)
    if full is None and any(search.lost((), endpoint.rules, [SoughtValue(ROOT_PATH)])):
        yield _problem(endpoint, search, SoughtValue(ROOT_PATH))
        return
    gone = set[str]()
    listed = search.documented_values(endpoint.rules)
    sought = [one for one in listed if not shows(full, one)]
    for lost in search.lost((), endpoint.rules, sought):
        if not lost.values:
            gone.add(str(lost.path))
        if not lost.values or str(lost.path) not in gone:
            yield _problem(endpoint, search, lost)


def _with_fields_of_rules(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint without the fields that no rule names and that may be left out, where nothing else needs them."""
    schema = inlined_for_reading(endpoint.input)
    if not is_plain(schema):
        return endpoint
    named = {path.steps[0] for rule in endpoint.rules for path in rule.paths() if path.steps}
    kept = named.union(schema.get("required", ()))
    fields = {name: sub for name, sub in schema.get("properties", {}).items() if name in kept}
    return replace(endpoint, input={**schema, "properties": fields})


def check_service_values(specs: Specs, endpoint: Endpoint) -> Iterator[Problem]:
    """Do so for an endpoint of a service, with the schemes of URLs that this takes."""
    yield from check_values(endpoint, tuple(specs.service.document["media"]["schemes"]))


def _problem(endpoint: Endpoint, search: PayloadSearch, lost: SoughtValue) -> Problem:
    needed = search.needed_rules(endpoint.rules, lost)
    last = needed[-1]
    location = last.shared or endpoint.location(f"/rules/{endpoint.rules.index(last)}")
    field = "" if lost.path == ROOT_PATH else str(lost.path)
    value = json_literal(lost.values[0]) if lost.values else ""
    return ValueNeverGiven(location, field, value, tuple(one.sentence() for one in needed))
