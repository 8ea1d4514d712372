"""The specs' own judgement of a payload: which keyword or rule it breaks, and where.

It decides which violations stand alone; it judges nobody. Client and server each have
a judgement of their own.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clientwright.json_types import is_dict, is_list
from clientwright.lint.schema_validator import make_validator
from clientwright.rules.json_edit import matching_pointers, value_at
from clientwright.specs.json_text import join_pointer
from clientwright.specs.schema_keywords import MEDIA_KEYWORD
from clientwright.testing.payloads.generation.media import is_valid_media_url
from clientwright.testing.payloads.generation.payload_generator import PayloadGenerator
from clientwright.testing.payloads.input_nodes import InputNode, iter_input_nodes

FINITE_NUMBER = "finite"
"""The promise that a number is one: NaN and the infinities are no JSON."""


@dataclass(frozen=True, slots=True, order=True)
class BrokenConstraint:
    """A keyword (with its schema's pointer) or a rule (with its pointer in the spec) that a payload breaks."""

    constraint: str
    constraint_pointer: str
    payload_pointer: str
    reason: str = ""


@dataclass(frozen=True)
class PayloadOracle:
    """Judges payloads of one endpoint."""

    generator: PayloadGenerator

    @cached_property
    def input_nodes(self) -> tuple[InputNode, ...]:
        """Every place of the input."""
        return tuple(iter_input_nodes(self.generator.schema))

    @cached_property
    def _media_nodes(self) -> tuple[InputNode, ...]:
        return tuple(site for site in self.input_nodes if MEDIA_KEYWORD in site.schema)

    @cached_property
    def _closed_nodes(self) -> tuple[InputNode, ...]:
        return tuple(
            site for site in self.input_nodes if unknown_field_constraint(site.schema) == "closed"
        )

    @cached_property
    def _validator(self) -> Any:
        return make_validator(self.generator.schema)

    def broken_constraints(self, payload: Any) -> list[BrokenConstraint]:
        """Find everything that a payload breaks."""
        bare = list(self._check_finite(payload))
        spared = {found.payload_pointer for found in bare}
        found = [
            *bare,
            *(b for b in self._check_schema(payload) if b.payload_pointer not in spared),
        ]
        return sorted(
            {
                *found,
                *self._check_media(payload),
                *self._check_rules(payload),
                *self._check_unknown_fields(payload),
            }
        )

    def _check_schema(self, payload: Any) -> Iterator[BrokenConstraint]:
        for error in self._validator.iter_errors(payload):
            *above, _ = error.absolute_schema_path
            where = join_pointer("", *above)
            word, at = str(error.validator), join_pointer("", *error.absolute_path)
            yield BrokenConstraint(
                word, where, at, _describe_failure(error.instance, word, error.validator_value)
            )

    def _check_rules(self, payload: Any) -> Iterator[BrokenConstraint]:
        for n, rule in enumerate(self.generator.endpoint.rules):
            for fault in rule.check(payload, self.generator.schema):
                yield BrokenConstraint(rule.kind, f"/rules/{n}", fault.pointer, fault.message)

    def _values_at(self, site: InputNode, payload: Any) -> Iterator[tuple[str, Any]]:
        if site.path.steps:
            yield from (
                (slot, value_at(payload, slot)) for slot in matching_pointers(site.path, payload)
            )
        else:
            yield "", payload

    def _check_media(self, payload: Any) -> Iterator[BrokenConstraint]:
        for site in self._media_nodes:
            for slot, value in self._values_at(site, payload):
                if isinstance(value, str) and not is_valid_media_url(
                    value, site.schema[MEDIA_KEYWORD], self.generator.schemes
                ):
                    yield BrokenConstraint(
                        MEDIA_KEYWORD, site.pointer, slot, "the URL cannot be the medium's"
                    )

    def _check_finite(self, payload: Any) -> Iterator[BrokenConstraint]:
        for site in self.input_nodes if _has_non_finite(payload) else ():
            for slot, value in self._values_at(site, payload):
                if isinstance(value, float) and not math.isfinite(value):
                    yield BrokenConstraint(FINITE_NUMBER, site.pointer, slot, f"{value} is no JSON")

    def _check_unknown_fields(self, payload: Any) -> Iterator[BrokenConstraint]:
        """Find unknown fields, which no document refuses, but the client does."""
        for site in self._closed_nodes:
            for slot, value in self._values_at(site, payload):
                given = value.keys() if is_dict(value) else set[str]()
                for name in sorted(given - site.schema["properties"].keys()):
                    yield BrokenConstraint("closed", site.pointer, slot, f"{name} is not known")


def unknown_field_constraint(schema: Mapping[str, Any]) -> str | None:
    """Return the name of what refuses unknown fields: the keyword, or `closed` if only the client does."""
    if schema.get("patternProperties"):
        return None
    if schema.get("additionalProperties") is False:
        return "additionalProperties"
    named: Mapping[str, Any] = schema.get("properties", {})
    return "closed" if named and "additionalProperties" not in schema else None


def _has_non_finite(value: Any) -> bool:
    """Tell whether NaN or an infinity stands anywhere in a value."""
    if is_dict(value):
        return any(map(_has_non_finite, value.values()))
    if is_list(value):
        return any(map(_has_non_finite, value))
    return isinstance(value, float) and not math.isfinite(value)


def _describe_failure(value: Any, keyword: str, wanted: Any) -> str:
    """Say what a value breaks, both as JSON."""
    return f"{_format_json(value)} breaks {keyword} {_format_json(wanted)}"


def _format_json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= 80 else f"{text[:79]}…"
