"""Check the rules: their fields exist, values can keep them, bounds can be reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any

from clientwright.lint.problems import (
    NeverGiven,
    NeverReached,
    RuleNamesNothing,
)
from clientwright.lint.rule_sentences import quoted_sentences
from clientwright.lint.settlement_problems import SettlesNothing, SharedForNothing
from clientwright.problems import Problem
from clientwright.rules.base import Rule, join_words
from clientwright.rules.json_path import JsonPath
from clientwright.rules.rule_source import describe_place
from clientwright.rules.shared_rules import missing_fields
from clientwright.schema.references import inlined_for_reading
from clientwright.specs.model import Endpoint, Specs


def check_paths(endpoint: Endpoint) -> Iterator[Problem]:
    """Follow every path of every rule through the input schema."""
    schema = inlined_for_reading(endpoint.input)
    for n, rule in enumerate(endpoint.own_rules):
        for path in rule.paths():
            if path.schema(schema) is None:
                yield RuleNamesNothing(endpoint.location(f"/rules/{n}"), rule.kind, str(path))


def check_shared(specs: Specs) -> Iterator[Problem]:
    """Yield each rule of the service's file that fits none of its endpoints, and each settled sentence that none has."""
    endpoints = (*specs.endpoints, *specs.retired)
    for shared in specs.service.shared_rules:
        rule = shared.rule
        matching = [one for one in endpoints if shared.is_for(str(one.id))]
        if not matching:
            reason = f"no id matches {join_words(shared.patterns, 'or')}"
        else:
            reason = _no_fields(rule, matching)
        if reason and rule.shared:
            yield SharedForNothing(rule.shared, rule.kind, reason)
            continue
        settling = matching if rule.settles else []
        said = {one for endpoint in settling for one in quoted_sentences(endpoint)}
        for m, quoted in enumerate(rule.settles):
            if quoted not in said and rule.shared:
                location = rule.shared.at(f"{rule.shared.pointer}/rule/settles/{m}")
                place = describe_place(quoted.at, quoted.locale)
                left = "no endpoint of its patterns has it there"
                yield SettlesNothing(location, rule.kind, place, quoted.sentence, left)


def _no_fields(rule: Rule, endpoints: Collection[Endpoint]) -> str:
    """Return that none of the endpoints has all fields of a rule, with a field that most lack; "" if one has."""
    missing = [missing_fields(rule, endpoint.input) for endpoint in endpoints]
    if not all(missing):
        return ""
    count = Counter(path for paths in missing for path in paths)
    (path, lacking), *_ = count.most_common(1)
    return f"{lacking} of {len(endpoints)} matching endpoints lack {path}"


def check_reachable(endpoint: Endpoint) -> Iterator[Problem]:
    """Yield a note for every bound that a rule makes unreachable."""
    schema = inlined_for_reading(endpoint.input)
    for rule in endpoint.rules:
        for implied in rule.implied_bounds(schema):
            location = endpoint.location(f"/input{implied.pointer}/{implied.keyword}")
            yield NeverReached(
                location,
                implied.keyword,
                implied.written,
                implied.reachable,
                implied.arithmetic,
                rule.kind,
            )


_INPUT = JsonPath(())


def check_satisfiable(endpoint: Endpoint) -> Iterator[Problem]:
    """For each field that a rule names, collect what must be given with it, and check every at-most-one rule."""
    choices = [(n, r) for n, r in enumerate(endpoint.rules) if r.forbidden_together()]
    if not choices:
        return
    schema = inlined_for_reading(endpoint.input)
    named = dict.fromkeys(chain.from_iterable(map(_presence_paths, endpoint.rules)))
    for field in (_INPUT, *named):
        given = _given_with(field, named, endpoint.rules, schema)
        for n, rule in choices:
            both = tuple(str(path) for path in rule.forbidden_together() if path in given)
            if len(both) > 1:
                location = rule.shared or endpoint.location(f"/rules/{n}")
                yield NeverGiven(location, "" if field == _INPUT else str(field), both, rule.kind)
                if field == _INPUT:
                    return


def _presence_paths(rule: Rule) -> tuple[JsonPath, ...]:
    """Return the fields whose presence a rule depends on."""
    needed = [(path, *rule.needed_with(path)) for path in rule.paths() if rule.needed_with(path)]
    return (*rule.forbidden_together(), *chain.from_iterable(needed))


def _given_with(
    field: JsonPath, named: Collection[JsonPath], rules: Collection[Rule], schema: Mapping[str, Any]
) -> set[JsonPath]:
    """Return the fields that are given whenever one is, as the schema and the rules require."""
    given, waiting = set[JsonPath](), {field}
    while waiting:
        given |= waiting
        brought = {p for p in named for one in waiting if _is_required_with(p, one, schema)}
        needed = {path for rule in rules for one in waiting for path in rule.needed_with(one)}
        waiting = (brought | needed) - given
    return given


def _is_required_with(path: JsonPath, other: JsonPath, schema: Mapping[str, Any]) -> bool:
    """Return whether the schema requires one field wherever another is given."""
    pairs = list(zip(path.steps, other.steps, strict=False))
    shared = next((n for n, (one, two) in enumerate(pairs) if one != two), len(pairs))
    for n in range(shared, len(path.steps)):
        holder = JsonPath(path.steps[:n]).schema(schema) or {}
        if path.steps[n] is None or path.steps[n] not in holder.get("required", ()):
            return False
    return True
