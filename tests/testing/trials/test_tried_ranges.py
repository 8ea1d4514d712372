"""What trials write down of the values that they gave to a target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.promises import (
    Effort,
    Quantity,
    Report,
    Target,
    TriedPoint,
    TriedRange,
)
from clientwright.testing.targets.decision import Decision
from clientwright.testing.trials.payload_trials import PayloadTrials
from clientwright.testing.trials.runner import run_trials
from clientwright.testing.trials.tried_ranges import MAX_POINTS, iter_ranged_fields, merge_ranges
from testing.support import IMAGE, TEXT, make_endpoint

SHAPES = make_endpoint(
    {
        "type": "object",
        "properties": {
            "n": {"type": "integer", "exclusiveMinimum": 0, "maximum": 9},
            "x": {"type": "number"},
            "s": {"type": "string", "minLength": 2, "maxLength": 5},
            "t": {"type": "string"},
            "l": {"type": "array", "minItems": 1, "items": {"type": "integer", "minimum": 3}},
            "o": {"type": "object", "maxProperties": 2},
        },
    }
)


@dataclass
class OracleTarget:
    """A target that decides as the specs say, except where `lie` says otherwise; then it names `names`."""

    endpoint: Endpoint
    lie: Callable[[Any], bool | None] = lambda payload: None
    names: tuple[tuple[str, ...], ...] = ()
    target: Target = Target.SERVER
    given: list[Any] = field(default_factory=list[Any])

    def __post_init__(self) -> None:
        """Make the oracle."""
        self.oracle = PayloadOracle(PayloadGenerator(self.endpoint))

    def has_endpoint(self, endpoint: str) -> bool:
        """Return True."""
        return True

    def decide(self, endpoint: str, payload: Any) -> Decision:
        """Decide about a payload."""
        self.given.append(payload)
        told = self.lie(payload)
        accepted = self.oracle.accepts(payload) if told is None else told
        return Decision(accepted, "no", self.names if told is False else ())


def run(target: OracleTarget) -> Report:
    """Run all trials of payloads."""
    trials = list(PayloadTrials(target.endpoint).for_target(target))
    return run_trials(trials, Effort(examples=20, shrink=False))


def ranges_of(report: Report) -> dict[tuple[str, str], TriedRange]:
    """Return the ranges by field and quantity."""
    return {(one.field, str(one.quantity)): one for one in report.ranges}


def is_inside(one: TriedRange, value: float) -> bool:
    """Return whether a value is in a range."""
    low = one.low is None or value > one.low or (value == one.low and not one.excludes_low)
    high = one.high is None or value < one.high or (value == one.high and not one.excludes_high)
    return low and high


def test_bounded_fields_are_listed() -> None:
    """Every number has a range, and every text, array and object whose size is bounded."""
    found = [one.empty for one in iter_ranged_fields(PayloadGenerator(SHAPES))]
    assert [(one.field, one.quantity, one.low, one.high, one.excludes_low) for one in found] == [
        ("n", Quantity.VALUE, 0, 9, True),
        ("x", Quantity.VALUE, None, None, False),
        ("s", Quantity.LENGTH, 2, 5, False),
        ("l", Quantity.ITEMS, 1, None, False),
        ("l[]", Quantity.VALUE, 3, None, False),
        ("o", Quantity.FIELDS, None, 2, False),
    ]
    assert found[4].pointer == "/input/properties/l/items"


@pytest.mark.parametrize("endpoint", [SHAPES, IMAGE, TEXT])
def test_a_correct_target_answers_nothing_wrong(endpoint: Endpoint) -> None:
    """Accepted values are in their range, refused ones are not or are no integers, none is wrong."""
    found = ranges_of(run(OracleTarget(endpoint)))
    assert found
    for one in found.values():
        assert one.points
        for point in one.points:
            assert not point.wrong
            assert point.accepted or point.refused
            assert not point.accepted or is_inside(one, point.value)
            assert not point.refused or not (
                is_inside(one, point.value) and float(point.value).is_integer()
            )


def test_bounds_were_tried_on_both_sides() -> None:
    """Each bound that can be tried has a point on it, and a refused one beyond it."""
    found = ranges_of(run(OracleTarget(SHAPES)))
    outcomes = {
        key: {point.value: bool(point.refused) for point in one.points}
        for key, one in found.items()
    }
    assert {0: True, 1: False, 9: False, 10: True}.items() <= outcomes["n", "value"].items()
    assert {1: True, 2: False, 5: False, 6: True}.items() <= outcomes["s", "length"].items()
    assert {0: True, 1: False}.items() <= outcomes["l", "items"].items()
    assert {2: True, 3: False}.items() <= outcomes["l[]", "value"].items()
    assert {2: False, 3: True}.items() <= outcomes["o", "fields"].items()


def test_a_trial_can_be_run_again() -> None:
    """Run again, a trial returns the same ranges: it keeps nothing of the first run."""
    for trial in list(PayloadTrials(SHAPES).for_target(OracleTarget(SHAPES)))[:6]:
        assert trial.run(Effort(examples=5)).ranges == trial.run(Effort(examples=5)).ranges


def test_accepted_values_are_those_that_were_given() -> None:
    """Each accepted value was in a payload that the target got, as often as it is counted."""
    target = OracleTarget(SHAPES)
    found = ranges_of(run(target))["n", "value"]
    valid = [one["n"] for one in target.given if target.oracle.accepts(one) and "n" in one]
    assert {point.value: point.accepted for point in found.points if point.accepted} == {
        value: valid.count(value) for value in valid
    }


def wrong_points(report: Report) -> set[tuple[str, int | float]]:
    """Return the fields and values with wrong answers."""
    return {(one.field, p.value) for one in report.ranges for p in one.points if p.wrong}


@pytest.mark.parametrize("value", [1, 5, 9])
def test_a_wrong_refusal_is_shown(value: int) -> None:
    """A documented value that is refused by name is wrong, and no other is."""
    report = run(OracleTarget(SHAPES, lambda one: refuse_number(one, value), (("n",),)))
    assert wrong_points(report) == {("n", value)}
    assert report.broken


def refuse_number(payload: Any, value: int) -> bool | None:
    """Lie about payloads with a number."""
    return False if isinstance(payload, dict) and payload.get("n") == value else None


def test_the_count_is_not_blamed_for_an_item() -> None:
    """A refusal that names an item says nothing of the number of items."""

    def refuse(payload: Any) -> bool | None:
        items = payload.get("l") if isinstance(payload, dict) else None
        return False if isinstance(items, list) and items[:1] == [3] else None

    report = run(OracleTarget(SHAPES, refuse, (("l", "0"),)))
    assert wrong_points(report) == {("l[]", 3)}


def test_a_refusal_without_names_is_no_guess() -> None:
    """If a refusal names nothing and another promise reports it, no value is held to be wrong."""
    report = run(OracleTarget(SHAPES, lambda one: refuse_number(one, 9)))
    assert report.broken
    assert wrong_points(report) <= {("n", 9)}


def test_an_accepted_violation_is_shown() -> None:
    """A value that is accepted though undocumented is wrong."""
    target = OracleTarget(
        SHAPES, lambda one: True if isinstance(one, dict) and one.get("n") == 10 else None
    )
    report = run(target)
    assert wrong_points(report) == {("n", 10)}
    assert "/input/properties/n/maximum" in {one.promise.place.pointer for one in report.broken}


@pytest.mark.parametrize("names", [(), (("t",),)])
def test_a_fault_of_another_field_is_not_shown(names: tuple[tuple[str, ...], ...]) -> None:
    """Numbers beside a field for which inputs are refused are not held to be wrong."""
    target = OracleTarget(
        SHAPES, lambda one: False if isinstance(one, dict) and "t" in one else None, names
    )
    report = run(target)
    assert report.broken
    assert wrong_points(report) == set()


points = st.lists(
    st.builds(
        TriedPoint,
        st.integers(-300, 300) | st.floats(-1, 1),
        st.integers(0, 3),
        st.integers(0, 3),
        st.sampled_from([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
    ),
    max_size=150,
    unique_by=lambda point: point.value,
).map(lambda found: tuple(sorted(found, key=lambda point: point.value)))
RANGE = TriedRange("m", Target.SERVER, "a", "/input/properties/a", Quantity.VALUE, 0, 100)


@given(st.lists(points, min_size=1, max_size=4))
@settings(max_examples=200)
def test_merged_points_are_sums(several: list[tuple[TriedPoint, ...]]) -> None:
    """Merged, each kept value has the sums of its numbers, and the others are counted."""
    (merged,) = merge_ranges(replace(RANGE, points=found) for found in several)
    every = [point for found in several for point in found]
    values = {point.value for point in every}
    assert len(merged.points) <= MAX_POINTS
    assert len(merged.points) + merged.omitted == len(values)
    assert [p.value for p in merged.points] == sorted(p.value for p in merged.points)
    for kept in merged.points:
        same = [point for point in every if point.value == kept.value]
        assert kept.accepted == sum(point.accepted for point in same)
        assert kept.refused == sum(point.refused for point in same)
        assert kept.wrong == sum(point.wrong for point in same)


@given(points)
@settings(max_examples=200)
def test_what_matters_is_kept(found: tuple[TriedPoint, ...]) -> None:
    """However many values there are, the ends, those next to bounds, and the first wrong ones are kept."""
    (merged,) = merge_ranges([replace(RANGE, points=found)])
    kept = {point.value for point in merged.points}
    values = [point.value for point in found]
    if values:
        assert {values[0], values[-1]} <= kept
    for bound in (0, 100):
        assert {max((v for v in values if v < bound), default=None)} - {None} <= kept
        assert {min((v for v in values if v >= bound), default=None)} - {None} <= kept
    assert {point.value for point in [p for p in found if p.wrong][:5]} <= kept


def test_targets_and_endpoints_are_apart() -> None:
    """Ranges of other targets, endpoints and quantities are not merged."""
    others = [
        RANGE,
        replace(RANGE, target=Target.CLIENT),
        replace(RANGE, endpoint="n"),
        replace(RANGE, quantity=Quantity.LENGTH),
    ]
    assert list(merge_ranges([*others, *others])) == others


def test_a_refused_spelling_is_not_a_wrong_number() -> None:
    """A target that refuses only 3.0 breaks a promise, but 3 is not shown as wrong."""

    def lie(payload: Any) -> bool | None:
        odd = isinstance(payload, dict) and isinstance(payload.get("n"), float)
        return False if odd else None

    report = run(OracleTarget(SHAPES, lie, (("n",),)))
    assert any("integral" in one.promise.id for one in report.broken)
    assert wrong_points(report) == set()
