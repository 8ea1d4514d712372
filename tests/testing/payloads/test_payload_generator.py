"""Every payload keeps schema and rules, and those of the documented endpoints reach every bound."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientwright.rules.json_path import JsonPath
from clientwright.rules.kinds.sum_equals import SumEquals
from clientwright.schema.choice_sources import (
    HypothesisChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.protocols import GenerationError
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.payload_generator import (
    PayloadGenerator,
    full_payload,
    minimal_payload,
)
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from schema.schemas import inputs
from testing.support import (
    IMAGE,
    NAMES,
    TEXT,
    draw_payloads,
    generate_payloads,
    make_endpoint,
    payloads,
)

BOTH = pytest.mark.parametrize("name", NAMES)
MANY = 1500


@pytest.fixture(scope="module", params=["seeded", "hypothesis"])
def many(request: pytest.FixtureRequest) -> dict[str, list[dict[str, Any]]]:
    """Return many payloads of both endpoints, from each choice source."""
    source = {
        "seeded": lambda one, n: list(generate_payloads(one, n)),
        "hypothesis": draw_payloads,
    }[request.param]
    return {name: source(one, MANY) for name, one in NAMES.items()}


@given(inputs(), st.integers(0, 2**32), st.data())
def test_payload_keeps_any_schema(schema: Any, seed: int, data: st.DataObject) -> None:
    """A payload of any input schema breaks nothing that the oracle checks."""
    one = make_endpoint(schema)
    oracle = PayloadOracle(PayloadGenerator(one))
    for choices in (
        RandomChoiceSource(random.Random(seed)),
        SimplestChoiceSource(),
        HypothesisChoiceSource(data.draw),
    ):
        try:
            payload = oracle.generator.generate(choices)
        except GenerationError:
            continue
        assert [b for b in oracle.broken_constraints(payload) if b.constraint != "closed"] == []


TERM = st.fixed_dictionaries(
    {"type": st.sampled_from(["integer", "number"])},
    optional={
        "minimum": st.integers(-3, 6),
        "maximum": st.integers(4, 20),
        "default": st.integers(4, 6),
        "multipleOf": st.sampled_from([1, 2, 0.5]),
    },
)


SIZES = st.fixed_dictionaries({"minItems": st.integers(0, 3), "maxItems": st.integers(3, 20)})


@given(TERM, TERM, SIZES, st.integers(0, 2**32), st.data())
def test_payload_keeps_any_sum(
    part: Any, whole: Any, sizes: Any, seed: int, data: st.DataObject
) -> None:
    """A sum adds up by construction whatever its terms, or the error names the rule."""
    schema = {
        "type": "object",
        "properties": {
            "parts": {
                "type": "array",
                "items": {"type": "object", "properties": {"n": part}},
                **sizes,
            },
            "whole": whole,
        },
    }
    rule = SumEquals(addends=JsonPath.parse("$.parts[*].n"), total=JsonPath.parse("$.whole"))
    oracle = PayloadOracle(PayloadGenerator(make_endpoint(schema, rule)))
    for choices in (
        RandomChoiceSource(random.Random(seed)),
        SimplestChoiceSource(),
        HypothesisChoiceSource(data.draw),
    ):
        try:
            payload = oracle.generator.generate(choices)
        except GenerationError:
            continue
        assert oracle.broken_constraints(payload) == []


def test_all_payloads_are_valid(many: dict[str, list[dict[str, Any]]]) -> None:
    """All payloads of the documented endpoints are valid, every draw is used, and two in five have segments."""
    for name, found in many.items():
        oracle = PayloadOracle(PayloadGenerator(NAMES[name]))
        assert len(found) == MANY
        assert [p for p in found if oracle.broken_constraints(p)] == []
        assert sum(bool(p.get("multi_prompt")) for p in found) >= 0.4 * MANY


def test_payloads_reach_all_bounds(many: dict[str, list[dict[str, Any]]]) -> None:
    """Payloads reach one to five segments, both ends of each number, every listed value, empty arrays, and each field present and absent."""
    for name, found in many.items():
        counts = Counter(len(p["multi_prompt"]) for p in found if "multi_prompt" in p)
        assert set(counts) == {0, 1, 2, 3, 4, 5}
        assert {3, 15} <= _seen(found, "duration")
        assert {0, 1} <= _seen(found, "cfg_scale")
        assert {3, 15} <= {s.get("duration") for p in found for s in p.get("multi_prompt", ())}
        assert _totals(found) >= {3, 15}
        properties = NAMES[name].input["properties"]
        for field, schema in properties.items():
            if "enum" in schema:
                assert _seen(found, field) == set(schema["enum"])
            if schema["type"] == "boolean":
                assert _seen(found, field) == {True, False}
        optional = properties.keys() - set(NAMES[name].input["required"])
        assert all(len({field in p for p in found}) == 2 for field in optional)


def test_each_number_of_segments_reaches_both_ends_of_the_total(
    many: dict[str, list[dict[str, Any]]],
) -> None:
    """For each number of segments the total reaches its minimum and its maximum."""
    for found in many.values():
        ends = {(len(p["multi_prompt"]), p.get("duration")) for p in found if "multi_prompt" in p}
        assert {(n, max(3, 3 * n)) for n in range(1, 6)} | {(n, 15) for n in range(1, 6)} <= ends


def test_elements_reach_their_bounds(many: dict[str, list[dict[str, Any]]]) -> None:
    """There are none to three elements, empty and full, with none and several reference images."""
    elements = [p["elements"] for p in many["image-to-video"] if "elements" in p]
    inside = [element for listed in elements for element in listed]
    assert {len(listed) for listed in elements} == {0, 1, 2, 3}
    assert {len(element) for element in inside} == {0, 1, 2, 3}
    assert {0, 1, 2} <= {len(e["reference_image_urls"]) for e in inside if len(e) == 3}


def test_texts_include_non_ascii(many: dict[str, list[dict[str, Any]]]) -> None:
    """Prompts are empty, non-ASCII, beyond the basic plane, and never contain half of a surrogate pair."""
    for found in many.values():
        text = "".join(p["prompt"] for p in found)
        assert "" in _seen(found, "prompt")
        assert max(text) > "\uffff"
        assert not any("\ud800" <= c <= "\udfff" for c in text)
        assert sum(c > "\x7f" for c in text) > len(text) / 10


@BOTH
def test_surrogates_need_the_switch(name: str) -> None:
    """Halves of surrogate pairs only occur with the switch, never form a pair, and survive JSON."""
    generator = PayloadGenerator(NAMES[name])
    texts = [
        generator.generate(RandomChoiceSource.from_seed(str(n), surrogates=True))["prompt"]
        for n in range(300)
    ]
    lone = [t for t in texts if any("\ud800" <= c <= "\udfff" for c in t)]
    assert lone
    assert all(t.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") == t for t in lone)  # fmt: skip


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(payloads(TEXT, surrogates=True))
def test_surrogate_halves_never_form_a_pair(payload: dict[str, Any]) -> None:
    """With the switch a text survives UTF-16, as in JSON escapes."""
    text = payload["prompt"]
    assert text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") == text


@BOTH
def test_seed_makes_the_same_payloads(name: str) -> None:
    """The same seed makes the same payloads byte by byte; another seed makes others."""
    first, again, other = (
        repr(list(generate_payloads(NAMES[name], 50, seed))) for seed in ("7", "7", "8")
    )
    assert first == again != other


@pytest.mark.parametrize("one", [IMAGE, TEXT], ids=list(NAMES))
def test_minimal_payload_has_required_fields_only(one: Endpoint) -> None:
    """The smallest payload has the required fields and no others."""
    assert minimal_payload(one).keys() == set(one.input["required"])


@pytest.mark.parametrize("one", [IMAGE, TEXT], ids=list(NAMES))
def test_full_payload_has_every_field(one: Endpoint) -> None:
    """The full payload has every field, with readable values."""
    payload = full_payload(one)
    assert payload.keys() == one.input["properties"].keys()
    assert payload["multi_prompt"][0].keys() == {"prompt", "duration"}
    assert [] not in payload.values()
    assert payload["prompt"] == "A cat wakes up"
    assert PayloadOracle(PayloadGenerator(one)).broken_constraints(payload) == []


def test_integral_float_sizes_are_integers() -> None:
    """A bound of 2.0 characters or items is a bound of 2."""
    schema = {
        "type": "object",
        "required": ["a", "b"],
        "properties": {
            "a": {"type": "string", "minLength": 2.0, "maxLength": 2.0},
            "b": {"type": "array", "minItems": 1.0, "maxItems": 1.0},
        },
    }
    payload = minimal_payload(make_endpoint(schema))
    assert (len(payload["a"]), len(payload["b"])) == (2, 1)


def test_input_must_be_an_object() -> None:
    """An input schema that fits no object is an error."""
    with pytest.raises(GenerationError, match="no objects"):
        minimal_payload(make_endpoint({"type": "string"}))


def _seen(found: list[dict[str, Any]], field: str) -> set[Any]:
    return {p[field] for p in found if field in p}


def _totals(found: list[dict[str, Any]]) -> set[Any]:
    return {p.get("duration") for p in found if p.get("multi_prompt")}
