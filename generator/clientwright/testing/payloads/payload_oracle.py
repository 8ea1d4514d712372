"""The oracle: which keywords and rules of the specs a payload breaks, and where.

It only decides which violations are isolable; client and server each check payloads themselves.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.schema.additional_properties import CLOSED
from clientwright.schema.closed_objects import unknown_fields
from clientwright.schema.keywords.type import FINITE_NUMBER
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.numbers import as_doubles
from clientwright.schema.validator import as_written, make_validator
from clientwright.testing.payloads.certain_validity import find_certain_fields, find_certainty
from clientwright.testing.payloads.input_nodes import InputNode, iter_input_nodes
from clientwright.testing.payloads.payload_generator import PayloadGenerator


@dataclass(frozen=True, slots=True, order=True)
class BrokenConstraint:
    """A keyword (with the pointer of its schema) or a rule (with its pointer in the spec) that a payload breaks.

    Where no branch accepts a value, `inside` has what it breaks of each, as (keyword, pointer): it may be
    told that it breaks any of these.
    """

    constraint: str
    constraint_pointer: str
    payload_pointer: str
    reason: str = ""
    inside: frozenset[frozenset[tuple[str, str]]] = field(default=frozenset(), compare=False)

    def is_breach_of(self, constraint: str, pointer: str) -> bool:
        """Return whether a constraint is all that is broken, itself or in a branch."""
        own = (constraint, pointer)
        return own == (self.constraint, self.constraint_pointer) or frozenset((own,)) in self.inside

    def involves(self, constraint: str, pointer: str) -> bool:
        """Return whether a constraint is broken, be it beside others in a branch."""
        own = (constraint, pointer)
        return self.is_breach_of(*own) or any(own in branch for branch in self.inside)


@dataclass(frozen=True)
class PayloadOracle:
    """Checks payloads of one endpoint against the specs."""

    generator: PayloadGenerator

    @cached_property
    def input_nodes(self) -> tuple[InputNode, ...]:
        """Every node of the input."""
        return tuple(iter_input_nodes(self.generator.schema))

    @cached_property
    def _validator(self) -> Any:
        return make_validator(self.generator.schema, self.generator.schemes)

    @cached_property
    def _is_certain(self) -> Callable[[Any], bool]:
        return find_certainty(self.generator.schema, self.generator.schemes)

    @cached_property
    def _certain_fields(self) -> dict[str, Callable[[Any], bool]]:
        return find_certain_fields(self.generator.schema, self.generator.schemes)

    def _sure_fields(self, payload: Any) -> dict[str, bool]:
        """Return the fields whose values are sure to fit what is said of them, each with the schema `True` instead."""
        known = self._certain_fields if is_dict(payload) else {}
        return {name: True for name in known if name in payload and known[name](payload[name])}

    def _fits(self, schema: Any, value: Any) -> bool:
        return bool(make_validator(schema, self.generator.schemes).is_valid(value))

    def broken_constraints(self, payload: Any) -> list[BrokenConstraint]:
        """Return every constraint that a payload breaks."""
        if self._is_certain(payload):
            return sorted(set(self._check_rules(payload)))
        sure, bare = self._sure_fields(payload), list(self._check_finite(payload))
        spared = {found.payload_pointer for found in bare}
        found = [
            *bare,
            *(b for b in self._check_schema(payload, sure) if b.payload_pointer not in spared),
        ]
        return sorted(
            {
                *found,
                *self._check_rules(payload),
                *self._check_unknown_fields(payload, sure),
            }
        )

    def accepts(self, payload: Any) -> bool:
        """Return whether a payload breaks no constraint; the first that it breaks ends the check."""
        if self._is_certain(payload):
            return not any(True for _ in self._check_rules(payload))
        sure = self._sure_fields(payload)
        checks = (
            self._check_finite(payload),
            self._errors(payload, sure),
            self._check_rules(payload),
            self._check_unknown_fields(payload, sure),
        )
        return not any(True for check in checks for _ in check)

    def accepts_as_doubles(self, payload: Any) -> bool:
        """Return whether a payload is accepted by whoever reads its numbers as doubles, as servers may."""
        return self.accepts(as_doubles(payload))

    def _errors(self, payload: Any, sure: Mapping[str, bool]) -> Iterator[Any]:
        narrowed = self._validator.evolve(schema=_with_properties(self._validator.schema, sure))
        yield from narrowed.iter_errors(payload)

    def _check_schema(self, payload: Any, sure: Mapping[str, bool]) -> Iterator[BrokenConstraint]:
        for error in self._errors(payload, sure):
            at = join_pointer("", *error.absolute_path)
            yield BrokenConstraint(
                *_broken_keyword(error), at, _describe_failure(error), _broken_inside(error)
            )

    def _check_rules(self, payload: Any) -> Iterator[BrokenConstraint]:
        for n, rule in enumerate(self.generator.endpoint.rules):
            for fault in rule.check(payload, self.generator.schema):
                yield BrokenConstraint(rule.kind, f"/rules/{n}", fault.pointer, fault.message)

    def _check_finite(self, payload: Any) -> Iterator[BrokenConstraint]:
        found: dict[str, tuple[float, list[str]]] = {}
        for node in self.input_nodes if _has_non_finite(payload) else ():
            for slot, value in node.path.values(payload):
                if isinstance(value, float) and not math.isfinite(value):
                    found.setdefault(slot, (value, []))[1].append(node.pointer)
        for slot, (value, pointers) in found.items():
            inside = frozenset(frozenset(((FINITE_NUMBER, pointer),)) for pointer in pointers)
            reason = f"{value} is no JSON"
            yield BrokenConstraint(FINITE_NUMBER, pointers[0], slot, reason, inside)

    def _check_unknown_fields(
        self, payload: Any, sure: Mapping[str, bool]
    ) -> Iterator[BrokenConstraint]:
        """Yield unknown fields, which the specs do not refuse, but the client does."""
        schema = _with_properties(self.generator.schema, sure)
        for found in unknown_fields(schema, payload, self._fits):
            reason = f"{found.name} is not known"
            yield BrokenConstraint(CLOSED, found.schema_pointer, found.payload_pointer, reason)


def _with_properties(schema: Schema, others: Mapping[str, bool]) -> Schema:
    """Return a schema with other schemas of some of its properties."""
    return {**schema, "properties": {**schema["properties"], **others}} if others else schema


def _broken_keyword(error: Any) -> tuple[str, str]:
    """Return the keyword of an error and the pointer of its schema, with patterns as they are written."""
    *above, _ = error.absolute_schema_path
    return str(error.validator), join_pointer("", *map(as_written, above))


def _broken_inside(error: Any) -> frozenset[frozenset[tuple[str, str]]]:
    """Return what a value breaks of each branch, and of the branches in it."""
    branches: dict[Any, list[Any]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(inner)
    found: set[frozenset[tuple[str, str]]] = set()
    for errors in branches.values():
        below = [_broken_inside(inner) for inner in errors]
        found.add(frozenset(map(_broken_keyword, errors)))
        if len(errors) == 1:
            found |= below[0]
        else:
            found.add(frozenset(one for sets in below for broken in sets for one in broken))
    return frozenset(found)


def _has_non_finite(value: Any) -> bool:
    """Return whether a value contains NaN or an infinity."""
    if is_dict(value):
        return any(map(_has_non_finite, value.values()))
    if is_list(value):
        return any(map(_has_non_finite, value))
    return isinstance(value, float) and not math.isfinite(value)


def _describe_failure(error: Any) -> str:
    """Return which keyword a value breaks, both as JSON."""
    word, wanted = error.validator, as_written(error.validator_value)
    if word == MEDIA_KEYWORD:
        return str(error.message)
    return f"{_format_json(error.instance)} breaks {word} {_format_json(wanted)}"


def _format_json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= 80 else f"{text[:79]}…"
