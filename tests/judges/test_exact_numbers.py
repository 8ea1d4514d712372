"""Client, sandbox and oracle divide numbers exactly as they are written, however large or small."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from codegen import support
from judges.three_judges import judges

STEPS = st.sampled_from(
    (1, 2, 3, 7, 0.5, 1.5, 0.1, 0.3, 1e-7, 5e-324, 1e22, 1e30, 3e30, 10**30, 2**53 + 1, 1.7e308)
) | st.floats(min_value=0, exclude_min=True, allow_infinity=False)
FACTORS = st.sampled_from((0, 1, 2, 3, 10, 0.5, 1.5, 1 / 3))
NUMBERS = (
    st.sampled_from((1e30, 10**30, int(1e30), 1e22, 10**22, 2**53 + 1, 9007199254740993.0, 0.3, 1e300, 10**400, -0.0))
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
)  # fmt: skip
PLACES: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "integer": (lambda step: {"type": "integer", **step}, lambda value: value),
    "number": (lambda step: {"type": "number", **step}, lambda value: value),
    "untyped": (lambda step: step, lambda value: value),
    "nullable": (lambda step: {"type": ["integer", "null"], **step}, lambda value: value),
    "items": (lambda step: {"type": "array", "items": {"type": "integer", **step}}, lambda value: [value]),
    "branch": (lambda step: {"anyOf": [{"type": "integer", **step}, {"type": "string"}]}, lambda value: value),
}  # fmt: skip


def exact(number: float) -> Fraction:
    """Return a number as it is written."""
    return Fraction(number if isinstance(number, int) else repr(number))


@pytest.mark.parametrize("place", PLACES)
def test_multiples_are_exact(package: str, place: str) -> None:
    """A number is a multiple of a step exactly if it is one as both are written, and is sent unchanged."""
    schema_of, value_of = PLACES[place]

    @settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
    @given(STEPS, FACTORS, st.lists(NUMBERS, max_size=4))
    @example(1.5, 2, [1e30, 10**30, int(1e30)])
    @example(3e29, 1, [1e30, 9e29, 3 * 10**29])
    @example(1e30, 1, [10**30, int(1e30), 1e30])
    def law(step: float, factor: float, numbers: list[float]) -> None:
        with_factor = [step * factor] if step * factor < 1.7e308 else []
        spec = support.endpoint(
            {"type": "object", "properties": {"x": schema_of({"multipleOf": step})}}
        )
        found = judges(package, spec)
        assert found.client is not None
        for number in (*with_factor, *numbers):
            payload = {"x": value_of(number)}
            fits = exact(number) % exact(step) == 0
            fits = fits and (place in ("number", "untyped") or exact(number).denominator == 1)
            expected = dict.fromkeys(("client", "sandbox", "oracle"), fits)
            assert found.answers(payload) == expected, (step, payload)
            if fits:
                sent = found.client.ENDPOINT.request(payload).body["x"]
                assert exact(sent[0] if place == "items" else sent) == exact(number)

    law()


KEPT: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "maximum": lambda number, limit: number <= limit,
    "exclusiveMaximum": lambda number, limit: number < limit,
    "minimum": lambda number, limit: number >= limit,
    "exclusiveMinimum": lambda number, limit: number > limit,
    "const": lambda number, limit: number == limit,
}


@pytest.mark.parametrize("keyword", KEPT)
@pytest.mark.parametrize("place", PLACES)
def test_comparisons_are_exact(package: str, place: str, keyword: str) -> None:
    """Numbers are compared as they are written: 1e30 is 10**30, whichever of the two a schema has."""
    schema_of, value_of = PLACES[place]
    for limit in (1e30, 10**30, int(1e30), 0.1, 2**53 + 1):
        root = {"type": "object", "properties": {"x": schema_of({keyword: limit})}}
        found = judges(package, support.endpoint(root))
        assert found.client is not None
        for number in (limit, 1e30, 10**30, int(1e30), 10**30 - 1, 2.0**53, 0.1):
            fits = KEPT[keyword](exact(number), exact(limit))
            fits = fits and (place in ("number", "untyped") or exact(number).denominator == 1)
            answers = found.answers({"x": value_of(number)})
            assert set(answers.values()) == {fits}, (limit, number, answers)


def test_equal_items_are_equal_as_written(package: str) -> None:
    """Of two spellings of a large number in one list, one is too many."""
    root = {"type": "object", "properties": {"x": {"type": "array", "uniqueItems": True}}}
    found = judges(package, support.endpoint(root))
    assert set(found.answers({"x": [1e30, 10**30]}).values()) == {False}
    assert set(found.answers({"x": [1e30, int(1e30)]}).values()) == {True}
