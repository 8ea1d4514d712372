"""Compare rules across fields: pair them by their fields, and check which one implies which."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from clientwright.evolution.diff import witness_search
from clientwright.evolution.diff.changes import Witness
from clientwright.evolution.diff.compared_schema import ComparedSchema
from clientwright.evolution.diff.rule_proof import is_always_kept
from clientwright.evolution.diff.sample_values import few_choices
from clientwright.io.json_pointer import resolve_pointer
from clientwright.io.json_types import Schema
from clientwright.rules.base import Rule
from clientwright.rules.json_edit import delete_value, matching_pointers
from clientwright.rules.json_path import JsonPath
from clientwright.schema.equality import canonical_json
from clientwright.schema.keyword_edit import EditKind
from clientwright.schema.protocols import GenerationError
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_violations import iter_violations


@dataclass(frozen=True, slots=True)
class RuleEdit:
    """One edit of a rule: the new rule (the old one if it was removed), and whether it shrinks or grows."""

    edit_kind: EditKind
    rule: Rule
    index: int
    shrinks: bool
    grows: bool
    follows_from: str = "another rule"


def compare_rules(old: ComparedSchema, new: ComparedSchema) -> Iterator[RuleEdit]:
    """Compare the rules of two inputs, ignoring their order and where they were read."""
    before, after = _rules_by_text(old), _rules_by_text(new)
    removed = {key: rule for key, rule in before.items() if key not in after}
    added = {key: rule for key, rule in after.items() if key not in before}
    for key, rule in removed.items():
        other = _counterpart(rule, added)
        if other is None:
            yield _one_sided_rule(EditKind.REMOVED, rule, [*before].index(key), new, old)
        else:
            yield _changed_rule(rule, added.pop(other), [*after].index(other), old, new)
    for key, rule in added.items():
        yield _one_sided_rule(EditKind.ADDED, rule, [*after].index(key), old, new)


def _one_sided_rule(
    kind: EditKind, rule: Rule, index: int, own: ComparedSchema, other: ComparedSchema
) -> RuleEdit:
    """Return the edit of a rule that only the other side has."""
    implied = _is_implied(rule, _rules_by_text(own).values(), own, other)
    follows = implied or is_always_kept(rule, own, other)
    effect = not follows
    added = kind is EditKind.ADDED
    source = "another rule" if implied else "the schema"
    return RuleEdit(kind, rule, index, added and effect, not added and effect, source)


def _rules_by_text(side: ComparedSchema) -> dict[str, Rule]:
    """Return a side's rules by their canonical JSON, without their origins."""
    plain = (rule.without_source() for rule in side.endpoint.rules)
    return {canonical_json(rule.as_json()): rule for rule in plain}


def _counterpart(rule: Rule, added: Mapping[str, Rule]) -> str | None:
    alike = (k for k, r in added.items() if r.kind == rule.kind and r.paths() == rule.paths())
    return next(alike, None)


def _is_implied(
    rule: Rule, from_any: Iterable[Rule], own: ComparedSchema, other: ComparedSchema
) -> bool:
    """Return whether a rule of the other side follows from one of a side's own.

    With other defaults it is another rule.
    """
    if any(
        _default_text(path, own.generator.schema) != _default_text(path, other.generator.schema)
        for path in rule.paths()
    ):
        return False
    return any(one.implies(rule, own.generator.schema) for one in from_any)


def _changed_rule(
    old: Rule, new: Rule, index: int, before: ComparedSchema, after: ComparedSchema
) -> RuleEdit:
    shrinks = not _is_implied(new, [old], before, after) and not is_always_kept(new, before, after)
    grows = not _is_implied(old, [new], after, before) and not is_always_kept(old, after, before)
    edit = (
        EditKind.CHANGED
        if shrinks == grows
        else EditKind.TIGHTENED
        if shrinks
        else EditKind.LOOSENED
    )
    return RuleEdit(edit, new, index, shrinks, grows)


def find_rule_witness(edit: RuleEdit, old: ComparedSchema, new: ComparedSchema) -> Witness | None:
    """Return a payload that the old side accepts and the rule now rejects, if one is found."""
    paths = edit.rule.paths()
    isolated = old.with_rules(edit.rule).with_schema(_with_defaults(paths, old, new))
    left_out = (v for path in paths for v in _payloads_without(edit.rule, path, old))
    candidates = [*payloads_breaking(isolated, edit.rule), *_simple_payloads(old), *left_out]
    return witness_search.find_value_witness(old, new, isolated, candidates)


def payloads_breaking(side: ComparedSchema, rule: Rule) -> Iterator[Any]:
    """Yield payloads that break one of a side's rules, and their valid twins."""
    index = len(side.endpoint.rules) - 1 - side.endpoint.rules[::-1].index(rule)
    for found in iter_violations(side.generator):
        if found.constraint_pointer == f"/rules/{index}":
            for draw in few_choices()[:3]:
                with suppress(GenerationError):
                    pair = found.make_pair(side.generator, draw)
                    yield pair.invalid
                    yield pair.valid_twin


def _simple_payloads(side: ComparedSchema) -> Iterator[Any]:
    for draw in few_choices():
        with suppress(GenerationError):
            yield side.generator.generate(draw)


@dataclass(frozen=True, slots=True)
class DefaultFlip:
    """A rule that stays, while a default that it counts changes."""

    pointer: str
    rule: Rule
    path: JsonPath
    old_default: Any
    new_default: Any


def default_flips(old: ComparedSchema, new: ComparedSchema) -> Iterator[DefaultFlip]:
    """Yield the changed defaults that are counted by a rule of both sides."""
    after = _rules_by_text(new)
    for key, rule in _rules_by_text(old).items():
        for path in rule.paths() if key in after else ():
            before, now = (_default_text(path, side.generator.schema) for side in (old, new))
            if before != now:
                defaults = [json.loads(text) if text else None for text in (before, now)]
                yield DefaultFlip(path.schema_pointer(), rule, path, *defaults)


def _default_text(path: JsonPath, schema: Schema) -> str:
    """Return the default at a path as canonical JSON; empty if there is none."""
    found = path.schema(schema) or {}
    return canonical_json(found["default"]) if "default" in found else ""


def find_flip_witness(
    flip: DefaultFlip, accepting: ComparedSchema, refusing: ComparedSchema
) -> Witness | None:
    """Return a payload without the value that the rule accepts with the old default only, if found."""
    isolated = accepting.with_schema(_with_defaults([flip.path], accepting, refusing))
    candidates = [
        *_payloads_without(flip.rule, flip.path, accepting),
        *payloads_breaking(_without_origins(accepting, flip), flip.rule),
    ]
    candidates += payloads_breaking(_without_origins(isolated, flip), flip.rule)
    return witness_search.find_value_witness(
        accepting, refusing, isolated, [v for v in candidates if v is not None]
    )


def _without_origins(side: ComparedSchema, flip: DefaultFlip) -> ComparedSchema:
    rules = tuple(rule.without_source() for rule in side.endpoint.rules)
    return replace(side, endpoint=replace(side.endpoint, rules=rules))


def _with_defaults(
    paths: Iterable[JsonPath], accepting: ComparedSchema, refusing: ComparedSchema
) -> Schema:
    """Return the accepting side's schema with the other side's defaults at some paths."""
    schema: Schema = PayloadGenerator(accepting.endpoint, accepting.schemes).schema
    for path in paths:
        with suppress(LookupError):
            own = resolve_pointer(schema, path.schema_pointer())
            own.pop("default", None)
            other = path.schema(refusing.generator.schema) or {}
            if "default" in other:
                own["default"] = other["default"]
    return schema


def _payloads_without(rule: Rule, path: JsonPath, side: ComparedSchema) -> Iterator[Any]:
    """Yield payloads that the rule applies to, with the value left out."""
    for draw in few_choices():
        for other in rule.paths():
            with suppress(GenerationError, KeyError, IndexError):
                payload = side.generator.generate(draw, other)
                removed = matching_pointers(path, payload)
                for pointer in removed:
                    delete_value(payload, pointer)
                if not side.generator.session(draw, frozenset(removed)).try_repair(payload):
                    yield payload
