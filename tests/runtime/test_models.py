"""Inputs are closed and strict, outputs open; every fault is reported at once."""

from __future__ import annotations

import json
import math
import pickle
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

from clientwright.runtime.errors import InvalidInput
from clientwright.runtime.exact_values import equality_key
from clientwright.runtime.models import Boolean, Integer, Number, Text
from clientwright.runtime.rules.sum_equals import SumEquals
from runtime.demo_service import ENDPOINT, Input, Output, Segment

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(["5", "true", 5.0, 10**30, 1e300, -0.0]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(), st.integers(), max_size=1),
)
SCALARS = {"integer": Integer, "number": Number, "boolean": Boolean, "string": Text}


def codes(arguments: dict[str, Any]) -> dict[str, str]:
    """Return path and code of every fault of the arguments."""
    with pytest.raises(InvalidInput) as caught:
        ENDPOINT.request(arguments)
    assert caught.value.endpoint == ENDPOINT.id
    paths = [fault.path for fault in caught.value.faults]
    assert len(set(paths)) == len(paths)
    return {fault.path: fault.code for fault in caught.value.faults}


@pytest.mark.parametrize("name", SCALARS)
@given(value=VALUES)
def test_scalars_match_json_schema(name: str, value: Any) -> None:
    """A scalar accepts what JSON Schema's type accepts, but never NaN or infinity."""
    adapter: TypeAdapter[Any] = TypeAdapter(SCALARS[name])
    finite = not isinstance(value, float) or abs(value) < float("inf")
    expected = finite and Draft202012Validator({"type": name}).is_valid(value)
    try:
        parsed = adapter.validate_python(value)
    except ValidationError:
        assert not expected
    else:
        assert expected
        assert equality_key(parsed) == equality_key(value)
        assert name != "number" or type(parsed) is type(value)
        assert name != "integer" or type(parsed) is int


def test_all_faults_are_reported() -> None:
    """Faults of fields, nested fields, the rest and rules are reported together, by path."""
    found = codes(
        {
            "start_image_url": "http://x.example/a.png",
            "duration": 8,
            "cfg_scale": 0.25,
            "sound": 1,
            "multi_prompt": [{"prompt": "", "duration": 3}, {"prompt": "b", "duration": 4}],
            "extra": {"a": [float("nan"), {1, 2}]},
            "unknown": 1,
            "class_": None,
        }
    )
    assert found == {
        "prompt": "missing",
        "start_image_url": "media",
        "duration": "sum-equals",
        "cfg_scale": "multipleOf",
        "sound": "bool_type",
        "multi_prompt[0].prompt": "minLength",
        "extra.a[0]": "not_json",
        "extra.a[1]": "not_json",
        "unknown": "extra_forbidden",
        "class": "none",
    }


OPTIONS = {
    "validate": 'ENDPOINT.request({...}, validate="warn")',
    "once": "api.submit(request, once=...)",
    "again": "api.submit(request, again=...)",
    "once_on": "api.submit(request, once_on=...)",
    "check_media": "api.submit(request, check_media=...)",
    "timeout": "api.run(request, timeout=...)",
    "on_update": "api.run(request, on_update=...)",
}


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_among_the_fields_says_where_it_goes(name: str) -> None:
    """An option of another call that is given as a field is told the call that takes it."""
    for describe in (ENDPOINT.request, ENDPOINT.request_by_name):
        with pytest.raises(InvalidInput) as caught:
            describe({"prompt": "x", name: "warn"})
        (fault,) = caught.value.faults
        assert (fault.path, fault.code) == (name, "extra_forbidden")
        assert fault.message.endswith(
            f"the input has no such field; it is an option: {OPTIONS[name]}"
        )
    with pytest.raises(InvalidInput) as caught:
        ENDPOINT.request({"prompt": "x", "multi_prompt": [{"prompt": "x", name: "warn"}]})
    assert "option" not in caught.value.faults[0].message


@pytest.mark.parametrize("value", [True, "5", 5.5, float("nan"), None, [5], {"a": 1}])
def test_integers_are_strict(value: Any) -> None:
    """A value that is not an integer is rejected, even if it could be converted."""
    assert set(codes({"prompt": "x", "duration": value})) == {"duration"}


def test_payload_has_set_fields_by_wire_name() -> None:
    """The payload contains the fields that were set and no defaults; 5.0 becomes 5, tuples become lists."""
    shots = ({"prompt": "a", "duration": 2}, Segment(prompt="b", duration=3))
    sent = ENDPOINT.request(
        {"prompt": "x", "duration": 5.0, "class_": "y", "multi_prompt": shots}
    ).body
    assert sent == {
        "prompt": "x",
        "duration": 5,
        "class": "y",
        "multi_prompt": [{"prompt": "a", "duration": 2}, {"prompt": "b", "duration": 3}],
    }
    assert type(sent["duration"]) is int
    assert ENDPOINT.request({"prompt": "x", "class": "y"}).body == {"prompt": "x", "class": "y"}


def test_mappings_and_sequences_are_accepted() -> None:
    """Any mapping is an object, and any sequence but bytes an array."""
    given_ = {"prompt": "x", "extra": MappingProxyType({"a": range(3)})}
    assert ENDPOINT.request(given_).body["extra"] == {"a": [0, 1, 2]}
    assert codes({"prompt": "x", "extra": b"abc"}) == {"extra": "not_json"}


def test_huge_sums_are_faults() -> None:
    """A sum beyond every float, or of an unsendable number, is a fault and no crash."""
    rule = SumEquals(("shots", None), ("total",), None, 10)
    assert list(rule.check({"shots": [1.7e308, 1.7e308, 0.1]}))
    assert codes({"prompt": "x", "duration": 10**5000, "multi_prompt": [{"prompt": "a"}]})


def test_changed_input_is_checked_again() -> None:
    """Fields cannot be assigned; what is changed in another way, also deep inside, is checked when it is used."""
    parsed = Input(prompt="x", duration=3, multi_prompt=[Segment(prompt="a", duration=3)])
    assert ENDPOINT.request(parsed).body["duration"] == 3
    assert parsed.multi_prompt is not None
    with pytest.raises(ValidationError, match="frozen"):
        parsed.multi_prompt[0].duration = 4
    parsed.multi_prompt[0] = Segment(prompt="a", duration=4)
    with pytest.raises(InvalidInput, match=r"add up to 4, but duration is 3"):
        ENDPOINT.request(parsed)
    broken: list[Any] = parsed.multi_prompt
    broken.append("no segment")
    with pytest.raises(InvalidInput, match=r"multi_prompt\[1\]"):
        ENDPOINT.request(parsed)


def test_construction_raises_validation_error() -> None:
    """Constructing an Input raises pydantic's ValidationError, which includes the rules."""
    with pytest.raises(ValidationError) as caught:
        Input(prompt="x", duration=3, multi_prompt=[Segment(prompt="a", duration=4)])
    assert [(e["loc"], e["type"]) for e in caught.value.errors()] == [(("duration",), "sum-equals")]


JSONISH = st.recursive(
    VALUES | st.binary() | st.sampled_from([{1}, object, "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text() | st.integers(), inner, max_size=3)
        | st.tuples(inner)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(Input.model_fields)), JSONISH))
def test_accepted_arguments_are_strict_json(arguments: dict[str, Any]) -> None:
    """Any arguments raise InvalidInput or become a payload that is strict JSON."""
    try:
        payload = ENDPOINT.request(arguments).body
    except InvalidInput:
        return
    text = json.dumps(payload, ensure_ascii=False, allow_nan=False).encode()
    assert set(json.loads(text)) == set(payload)


def test_too_long_integer_is_a_fault() -> None:
    """An integer with too many digits to write is a fault; one with many digits is sent unchanged."""
    assert set(codes({"prompt": "x", "extra": 10**5000}).values()) == {"not_json"}
    assert ENDPOINT.request({"prompt": "x", "extra": 10**300}).body["extra"] == 10**300


def test_recursive_value_is_a_fault() -> None:
    """What contains itself is a fault at once, however often it does; the same list twice is none."""
    endless: list[Any] = []
    endless += [endless, endless, {"a": endless, "b": [endless] * 3}]
    assert set(codes({"prompt": "x", "extra": endless}).values()) == {"not_json"}
    deep: list[Any] = []
    for _ in range(200):
        deep = [deep]
    assert set(codes({"prompt": "x", "extra": deep}).values()) == {"too_deep"}
    same = [1]
    twice = {"prompt": "x", "extra": [same, same, {"a": same}]}
    assert ENDPOINT.request(twice).body == twice


@pytest.mark.parametrize(
    ("value", "shown"), [(math.nan, "nan"), ("\ud800", "ud800"), ({1, 2}, "{1, 2}"), (b"x", "b'x'")]
)
def test_what_is_not_json_is_shown(value: Any, shown: str) -> None:
    """A fault of a value that is not JSON shows the value."""
    with pytest.raises(InvalidInput) as caught:
        ENDPOINT.request({"prompt": "x", "extra": value})
    assert shown in caught.value.faults[0].found


DURATIONS = st.lists(st.integers(1, 9) | st.sampled_from([0.1, 0.2, 2.5]), min_size=1, max_size=5)


@given(DURATIONS, st.none() | st.integers(1, 20) | st.just(0.3))
def test_sums_are_exact(values: list[Any], total: Any) -> None:
    """The rule is broken exactly if the written decimals do not add up to the total or its default."""
    rule = SumEquals(("shots", None, "seconds"), ("total",), None, 10)
    payload = {"shots": [{"seconds": value} for value in values], "total": total}
    if total is None:
        del payload["total"]
    found = list(rule.check(payload))
    added = sum(Fraction(str(value)) for value in values)
    assert bool(found) is (added != Fraction(str(10 if total is None else total)))
    for path, message in found:
        assert path == (("shots",) if total is None else ("total",))
        assert ("by default" in message) is (total is None)


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"shots": []},
        {"shots": 1},
        {"shots": [{}]},
        {"shots": [{"seconds": True}]},
        {"shots": [1]},
    ],
)
def test_rule_ignores_invalid_addends(payload: Any) -> None:
    """Absent, empty or mistyped addends do not break the rule."""
    assert not list(SumEquals(("shots", None, "seconds"), ("total",), None, 10).check(payload))


def test_outputs_are_open() -> None:
    """Unknown keys are kept; URLs come from documented fields in order, without duplicates."""
    parsed = Output.model_validate(
        {"videos": ["https://x/2", "https://x/1"], "video": "https://x/1", "echo": "https://y"}
    )
    assert parsed.urls == ("https://x/1", "https://x/2")
    assert parsed.model_extra == {"echo": "https://y"}


@pytest.mark.parametrize("bare", ["https://x/1", ["https://x/1"]])
def test_bare_urls_are_an_output(bare: Any) -> None:
    """A bare URL, or a list of them, is an output too, and survives pickling."""
    parsed = pickle.loads(pickle.dumps(Output.model_validate(bare)))
    assert parsed.bare == parsed.urls == ("https://x/1",)
    assert parsed.video is None
