"""What must be accepted, by name: the smallest input, the fullest, each field alone, each listed value, 5.0 for 5."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from clientwright.rules.generation_context import Payload
from clientwright.rules.json_edit import matching_pointers, set_value, value_at
from clientwright.testing.payloads.generation.choice_sources import (
    FullestChoiceSource,
    PayloadChoiceSource,
    SimplestChoiceSource,
)
from clientwright.testing.payloads.generation.payload_generator import PayloadGenerator
from clientwright.testing.payloads.generation.value_generator import schema_types
from clientwright.testing.payloads.input_nodes import InputNode, ensure_present, iter_input_nodes
from clientwright.testing.payloads.payload_oracle import PayloadOracle

PayloadBuilder = Callable[[PayloadGenerator, PayloadChoiceSource], Payload | None]


@dataclass(frozen=True, slots=True)
class AcceptedInput:
    """One thing that must be accepted; `once` where every example of it is the same."""

    name: str
    spec_pointer: str
    sentence: str
    make_payload: PayloadBuilder
    is_fixed: bool = False


def iter_accepted_inputs(generator: PayloadGenerator) -> Iterator[AcceptedInput]:
    """List what must be accepted, any valid input first; what is made and is not valid is none of it."""
    oracle = PayloadOracle(generator)
    return (
        replace(found, make_payload=_ValidOnly(oracle, found.make_payload))
        for found in _iter_candidates(generator)
    )


def _iter_candidates(generator: PayloadGenerator) -> Iterator[AcceptedInput]:
    whole = "/input"
    said = "An input that keeps schema and rules is accepted."
    yield AcceptedInput(
        "valid", whole, said, lambda generator, choices: generator.generate(choices)
    )
    for name, said, draw in (
        ("minimal", "only what is required", SimplestChoiceSource()),
        ("full", "every field", FullestChoiceSource()),
    ):
        yield AcceptedInput(
            name, whole, f"An input of {said} is accepted.", _payload_from(draw), is_fixed=True
        )
    for site in iter_input_nodes(generator.schema):
        yield from _iter_for_node(site, generator)


@dataclass(frozen=True, slots=True)
class _ValidOnly:
    """Gives what is made for an acceptance where schema and rules take it."""

    oracle: PayloadOracle
    build: PayloadBuilder

    def __call__(self, generator: PayloadGenerator, choices: PayloadChoiceSource) -> Payload | None:
        """Make a payload by choices."""
        payload = self.build(generator, choices)
        return None if payload is None or self.oracle.broken_constraints(payload) else payload


def _iter_for_node(site: InputNode, generator: PayloadGenerator) -> Iterator[AcceptedInput]:
    place = "/input" + site.pointer
    optional = len(site.path.steps) == 1 and site.path.steps[0] not in generator.schema.get(
        "required", ()
    )
    if optional:
        said = f"{site.name} is accepted alone, beside what is required."
        yield AcceptedInput(f"{site.name}/alone", place, said, _with_field_only(site))
    for keyword in _BOUNDS:
        if keyword in site.schema and site.path.steps:
            said = f"{site.name} may stand on its bound: {keyword} {site.schema[keyword]}."
            yield AcceptedInput(
                f"{site.name}/at-{keyword}", f"{place}/{keyword}", said, _at_bound(site, keyword)
            )
    for name, value in _name_values(site.schema.get("enum", ())).items():
        said = f"{site.name} may be {json.dumps(value, ensure_ascii=False)}."
        yield AcceptedInput(
            f"{site.name}/enum/{name}", f"{place}/enum", said, _with_value(site, value)
        )
    if schema_types(site.schema) == ("integer",) and "type" in site.schema:
        said = f"{site.name} may be written with a fraction of zero: 5.0 is the integer 5."
        yield AcceptedInput(
            f"{site.name}/integral", f"{place}/type", said, _with_integral_floats(site)
        )


def _name_values(values: Sequence[Any]) -> dict[str, Any]:
    """Name listed values: a text by itself, anything else as JSON, beside an equal text in brackets."""
    texts = {value: value for value in values if isinstance(value, str)}
    others = {json.dumps(value): value for value in values if not isinstance(value, str)}
    return texts | {f"({name})" if name in texts else name: v for name, v in others.items()}


def _payload_from(
    draw: PayloadChoiceSource,
) -> Callable[[PayloadGenerator, PayloadChoiceSource], Payload]:
    return lambda generator, _: generator.generate(draw)


def _with_field_only(
    site: InputNode,
) -> Callable[[PayloadGenerator, PayloadChoiceSource], Payload | None]:
    def build(generator: PayloadGenerator, choices: PayloadChoiceSource) -> Payload | None:
        payload = generator.generate(SimplestChoiceSource(), site.path)
        return payload if ensure_present(payload, site, generator.session(choices)) else None

    return build


def _with_value(
    site: InputNode, value: Any
) -> Callable[[PayloadGenerator, PayloadChoiceSource], Payload | None]:
    def build(generator: PayloadGenerator, choices: PayloadChoiceSource) -> Payload | None:
        payload, context = generator.generate(choices, site.path), generator.session(choices)
        ensure_present(payload, site, context)
        slot = choices.pick(matching_pointers(site.path, payload))
        set_value(payload, slot, value)
        return None if context.with_pins(slot).try_repair(payload) else payload

    return build


_BOUNDS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")


def _at_bound(
    site: InputNode, keyword: str
) -> Callable[[PayloadGenerator, PayloadChoiceSource], Payload | None]:
    """Put a value on a bound: a number, or a text or an array of that length."""
    bound = site.schema[keyword]
    if keyword in ("minimum", "maximum"):
        return _with_value(site, bound)
    sized = {f"{end}{keyword[3:]}": bound for end in ("min", "max")}

    def build(generator: PayloadGenerator, choices: PayloadChoiceSource) -> Payload | None:
        made = generator.session(choices).generate({**site.schema, **sized})
        return _with_value(site, made)(generator, choices)

    return build


def _with_integral_floats(
    site: InputNode,
) -> Callable[[PayloadGenerator, PayloadChoiceSource], Payload | None]:
    def build(generator: PayloadGenerator, choices: PayloadChoiceSource) -> Payload | None:
        payload, context = generator.generate(choices, site.path), generator.session(choices)
        if not ensure_present(payload, site, context):
            return None
        for slot in matching_pointers(site.path, payload):
            value = value_at(payload, slot)
            if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53:
                set_value(payload, slot, float(value))
        return payload

    return build
