"""Inputs that must be accepted: the smallest, the fullest, each field alone, each listed value and shape, 5.0 for 5."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from clientwright.rules.base import Payload
from clientwright.rules.json_edit import set_value, value_at
from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    PayloadChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.keywords.lengths import MAX_TRIED_BOUND, is_any_text, text_of_units
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.misread_text import ASTRAL, COMBINED, misread_texts
from clientwright.schema.types import schema_types
from clientwright.schema.unlisted_values import name_values
from clientwright.testing.payloads.accepted_shapes import iter_shapes
from clientwright.testing.payloads.input_nodes import InputNode, ensure_present, iter_input_nodes
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle

PayloadBuilder = Callable[[PayloadGenerator, PayloadChoiceSource], Payload | None]


@dataclass(frozen=True, slots=True)
class AcceptedInput:
    """A kind of input that must be accepted; `is_fixed` if all its examples are the same."""

    name: str
    spec_pointer: str
    sentence: str
    make_payload: PayloadBuilder
    is_fixed: bool = False


def iter_accepted_inputs(generator: PayloadGenerator) -> Iterator[AcceptedInput]:
    """Yield the inputs that must be accepted, any valid input first; candidates that are not valid are left out."""
    oracle = PayloadOracle(generator)
    return (
        replace(found, make_payload=_ValidOnly(oracle, found.make_payload))
        for found in _iter_candidates(generator)
    )


def _iter_candidates(generator: PayloadGenerator) -> Iterator[AcceptedInput]:
    pointer = "/input"
    sentence = "An input that keeps schema and rules is accepted."
    yield AcceptedInput(
        "valid", pointer, sentence, lambda generator, choices: generator.generate(choices)
    )
    for name, content, choices in (
        ("minimal", "the required fields only", SimplestChoiceSource()),
        ("full", "every field", FullestChoiceSource()),
    ):
        yield AcceptedInput(
            name,
            pointer,
            f"An input of {content} is accepted.",
            _payload_from(choices),
            is_fixed=True,
        )
    for node in iter_input_nodes(generator.schema):
        if node.path.has_value_of_its_own or not node.path.steps:
            yield from _iter_for_node(node, generator)


@dataclass(frozen=True, slots=True)
class _ValidOnly:
    """Makes candidates, and keeps those that fit the schema and the rules."""

    oracle: PayloadOracle
    build: PayloadBuilder

    def __call__(self, generator: PayloadGenerator, choices: PayloadChoiceSource) -> Payload | None:
        """Make a payload, or return None if it is not valid."""
        payload = self.build(generator, choices)
        return payload if payload is not None and self.oracle.accepts(payload) else None


def _iter_for_node(node: InputNode, generator: PayloadGenerator) -> Iterator[AcceptedInput]:
    node_pointer = generator.spec_pointer(node.pointer)
    first = node.path.steps[0] if len(node.path.steps) == 1 else None
    required = generator.schema.get("required", ())
    if isinstance(first, str) and first not in required:
        sentence = f"{node.name} is accepted alone, besides the required fields."
        yield AcceptedInput(f"{node.name}/alone", node_pointer, sentence, _with_field_only(node))
    for keyword in _BOUNDS:
        if keyword in node.own and node.path.steps:
            sentence = f"{node.name} may equal its bound: {keyword} {node.schema[keyword]}."
            yield AcceptedInput(
                f"{node.name}/at-{keyword}",
                generator.spec_pointer(node.pointer, keyword),
                sentence,
                _at_bound(node, keyword),
            )
    yield from _shapes(node, generator)
    yield from _texts_beyond_ascii(node, node_pointer)
    for name, value in name_values(node.own.get("enum", ())).items():
        sentence = f"{node.name} may be {json.dumps(value, ensure_ascii=False)}."
        yield AcceptedInput(
            f"{node.name}/enum/{name}", f"{node_pointer}/enum", sentence, _with_value(node, value)
        )
    if schema_types(node.own) == ("integer",) and "type" in node.own:
        sentence = f"{node.name} may be written with a fraction of zero: 5.0 is the integer 5."
        yield AcceptedInput(
            f"{node.name}/integral", f"{node_pointer}/type", sentence, _with_integral_floats(node)
        )


def _shapes(node: InputNode, generator: PayloadGenerator) -> Iterator[AcceptedInput]:
    """Yield an input for each shape that the values of a node may have."""
    for shape in iter_shapes(node.own, is_root=not node.path.steps):
        name = f"{node.name}/{shape.name}".removeprefix("/")
        sentence = f"{node.name or 'The input'} {shape.sentence}."
        pointer = generator.spec_pointer(node.pointer, *shape.steps)
        yield AcceptedInput(name, pointer, sentence, _of_schema(node, shape.schema))


def _of_schema(
    node: InputNode, narrow: Mapping[str, Any]
) -> Callable[[PayloadGenerator, PayloadChoiceSource], Payload | None]:
    """Return a function that makes inputs whose value at a node fits a narrower schema."""

    def build(generator: PayloadGenerator, choices: PayloadChoiceSource) -> Payload | None:
        payload = generator.generate(choices, node.path, dict(narrow))
        fits = generator.session(choices).value_generator.fits
        values = [value for _, value in node.path.values(payload)]
        return payload if any(fits(narrow, value) for value in values) else None

    return build


def _texts_beyond_ascii(node: InputNode, pointer: str) -> Iterator[AcceptedInput]:
    """Yield texts that a misread pattern or a length in other units would refuse."""
    schema, keyword = node.own, "pattern"
    if "string" not in schema_types(schema) or not node.path.steps:
        return
    low, high = schema.get("minLength", 0), schema.get("maxLength")
    if keyword in schema and MEDIA_KEYWORD not in schema:
        for found in misread_texts(schema[keyword], low, high, matching=True):
            sentence = (
                f"{node.name} may be any text that matches {schema[keyword]}, {found.reason}."
            )
            name, build = f"{node.name}/pattern-{found.name}", _with_value(node, found.text)
            yield AcceptedInput(name, f"{pointer}/{keyword}", sentence, build)
    for keyword, unit, name in (
        ("maxLength", ASTRAL, "code-units"),
        ("minLength", COMBINED, "graphemes"),
    ):
        bound = schema.get(keyword, 0)
        if is_any_text(schema) and 0 < bound <= MAX_TRIED_BOUND:
            sentence = (
                f"{node.name} may equal its bound, counted in code points: {keyword} {bound}."
            )
            build = _with_value(node, text_of_units(unit, bound))
            yield AcceptedInput(
                f"{node.name}/at-{keyword}-{name}", f"{pointer}/{keyword}", sentence, build
            )


def _payload_from(
    draw: PayloadChoiceSource,
) -> Callable[[PayloadGenerator, PayloadChoiceSource], Payload]:
    return lambda generator, _: generator.generate(draw)


def _with_field_only(
    node: InputNode,
) -> Callable[[PayloadGenerator, PayloadChoiceSource], Payload | None]:
    def build(generator: PayloadGenerator, choices: PayloadChoiceSource) -> Payload | None:
        payload = generator.generate(SimplestChoiceSource(), node.path)
        return payload if ensure_present(payload, node, generator.session(choices)) else None

    return build


def _with_value(
    node: InputNode, value: Any
) -> Callable[[PayloadGenerator, PayloadChoiceSource], Payload | None]:
    def build(generator: PayloadGenerator, choices: PayloadChoiceSource) -> Payload | None:
        payload, context = generator.generate(choices, node.path), generator.session(choices)
        ensure_present(payload, node, context)
        slot = choices.pick(node.slots(payload))
        set_value(payload, slot, value)
        return None if context.with_pins(slot).try_repair(payload) else payload

    return build


_BOUNDS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")


def _at_bound(
    node: InputNode, keyword: str
) -> Callable[[PayloadGenerator, PayloadChoiceSource], Payload | None]:
    """Return an edit that sets a number, or the length of a text or array, to a bound."""
    bound = node.schema[keyword]
    if keyword in ("minimum", "maximum"):
        return _with_value(node, bound)
    sized = {f"{end}{keyword[3:]}": bound for end in ("min", "max")}

    def build(generator: PayloadGenerator, choices: PayloadChoiceSource) -> Payload | None:
        made = generator.session(choices).generate({**node.schema, **sized})
        return _with_value(node, made)(generator, choices)

    return build


def _with_integral_floats(
    node: InputNode,
) -> Callable[[PayloadGenerator, PayloadChoiceSource], Payload | None]:
    def build(generator: PayloadGenerator, choices: PayloadChoiceSource) -> Payload | None:
        payload, context = generator.generate(choices, node.path), generator.session(choices)
        if not ensure_present(payload, node, context):
            return None
        for slot in node.slots(payload):
            value = value_at(payload, slot)
            if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53:
                set_value(payload, slot, float(value))
        return payload

    return build
