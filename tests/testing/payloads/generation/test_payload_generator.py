"""Every payload keeps schema and rules, and the documented endpoints' payloads reach every bound from inside."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientwright.rules.json_path import JsonPath
from clientwright.rules.sum_equals import SumEquals
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.generation.choice_sources import (
    HypothesisChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.payload_generator import (
    PayloadGenerator,
    full_payload,
    minimal_payload,
)
from clientwright.testing.payloads.generation.strategies import payloads
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from testing.payloads.generation.schemas import inputs
from testing.support import IMAGE, NAMES, TEXT, draw_payloads, generate_payloads, make_endpoint

BOTH = pytest.mark.parametrize("name", NAMES)
MANY = 1500


@pytest.fixture(scope="module", params=["seeded", "hypothesis"])
def many(request: pytest.FixtureRequest) -> dict[str, list[dict[str, Any]]]:
    """Many payloads of both endpoints, from each source of choices."""
    source = {
        "seeded": lambda one, n: list(generate_payloads(one, n)),
        "hypothesis": draw_payloads,
    }[request.param]
    return {name: source(one, MANY) for name, one in NAMES.items()}


@given(inputs(), st.integers(0, 2**32), st.data())
def test_any_input_is_kept(schema: Any, seed: int, data: st.DataObject) -> None:
    """A payload of any input schema breaks nothing that the oracle knows."""
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
def test_any_sum_is_kept(part: Any, whole: Any, sizes: Any, seed: int, data: st.DataObject) -> None:
    """Whatever its terms may be, a sum adds up by construction, or the rule is said to be in the way."""
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
    """All payloads of the documented endpoints are valid, every draw is used, and two of five have segments."""
    for name, found in many.items():
        oracle = PayloadOracle(PayloadGenerator(NAMES[name]))
        assert len(found) == MANY
        assert [p for p in found if oracle.broken_constraints(p)] == []
        assert sum(bool(p.get("multi_prompt")) for p in found) >= 0.4 * MANY


def test_all_bounds_are_hit_from_inside(many: dict[str, list[dict[str, Any]]]) -> None:
    """One to five segments, both ends of each number, every listed value, empty arrays, each field there and not."""
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
    """The total may be as low as the segments let it be, and as high as it may be, for each number of them."""
    for found in many.values():
        ends = {(len(p["multi_prompt"]), p.get("duration")) for p in found if "multi_prompt" in p}
        assert {(n, max(3, 3 * n)) for n in range(1, 6)} | {(n, 15) for n in range(1, 6)} <= ends


def test_elements_reach_their_bounds(many: dict[str, list[dict[str, Any]]]) -> None:
    """Elements come as none and as three, empty ones and full ones, with no reference image and with several."""
    elements = [p["elements"] for p in many["image-to-video"] if "elements" in p]
    inside = [element for listed in elements for element in listed]
    assert {len(listed) for listed in elements} == {0, 1, 2, 3}
    assert {len(element) for element in inside} == {0, 1, 2, 3}
    assert {0, 1, 2} <= {len(e["reference_image_urls"]) for e in inside if len(e) == 3}


def test_texts_are_far_from_ascii(many: dict[str, list[dict[str, Any]]]) -> None:
    """Prompts come empty, far from ASCII, beyond the basic plane, and never with half of a surrogate pair."""
    for found in many.values():
        text = "".join(p["prompt"] for p in found)
        assert "" in _seen(found, "prompt")
        assert max(text) > "\uffff"
        assert not any("\ud800" <= c <= "\udfff" for c in text)
        assert sum(c > "\x7f" for c in text) > len(text) / 10


@BOTH
def test_lone_surrogates_come_by_switch(name: str) -> None:
    """Halves of surrogate pairs come with the switch alone, never two that meet, and JSON carries them."""
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
def test_halves_of_pairs_never_meet(payload: dict[str, Any]) -> None:
    """With the switch, a text is the same after it went through UTF-16, as JSON's escapes do."""
    text = payload["prompt"]
    assert text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") == text


@BOTH
def test_a_seed_makes_the_same_payloads(name: str) -> None:
    """The same seed makes the same payloads, byte by byte; another seed makes others."""
    first, again, other = (
        repr(list(generate_payloads(NAMES[name], 50, seed))) for seed in ("7", "7", "8")
    )
    assert first == again != other


@pytest.mark.parametrize("one", [IMAGE, TEXT], ids=list(NAMES))
def test_the_minimal_payload_is_what_is_required(one: Endpoint) -> None:
    """The smallest payload has the required fields and no others."""
    assert minimal_payload(one).keys() == set(one.input["required"])


@pytest.mark.parametrize("one", [IMAGE, TEXT], ids=list(NAMES))
def test_the_full_payload_is_everything(one: Endpoint) -> None:
    """The full payload has every field of the input, filled, and what a person can read in it."""
    payload = full_payload(one)
    assert payload.keys() == one.input["properties"].keys()
    assert payload["multi_prompt"][0].keys() == {"prompt", "duration"}
    assert [] not in payload.values()
    assert payload["prompt"] == "A cat wakes up"
    assert PayloadOracle(PayloadGenerator(one)).broken_constraints(payload) == []


def test_sizes_may_be_written_with_a_fraction_of_zero() -> None:
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


def test_what_is_no_object_is_no_input() -> None:
    """An input whose values are no objects is said to be none."""
    with pytest.raises(GenerationError, match="no objects"):
        minimal_payload(make_endpoint({"type": "string"}))


def _seen(found: list[dict[str, Any]], field: str) -> set[Any]:
    return {p[field] for p in found if field in p}


def _totals(found: list[dict[str, Any]]) -> set[Any]:
    return {p.get("duration") for p in found if p.get("multi_prompt")}
