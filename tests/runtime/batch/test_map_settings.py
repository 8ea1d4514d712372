"""The options of `map`: what cannot be used is refused before anything is sent, by its name."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.batch.map_settings import MapOptions, MapSettings, money
from clientwright.runtime.errors import ConfigurationError

REFUSED: dict[str, tuple[Any, ...]] = {
    "budget": (Decimal("NaN"), Decimal("Infinity"), -1, "-0.01", "x", "", 1.5, True, [], 10**10),
    "price": (Decimal("sNaN"), "-1", 0.35, False, float("nan")),
    "max_jobs": (-1, 1.0, True, "5"),
    "in_flight": (0, -1, None, 2.5, True, 10**9),
    "stop_after_failures": (-1, 1.5, True),
    "timeout": (0, -1, float("nan"), "60"),
    "batch": ("", "a\nb", "\0", 5, "x" * 10_000),
    "progress": ("yes", 3),
    "on_update": (5,),
    "once_on": (("prompt",),),
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, one) for name, values in REFUSED.items() for one in values]
)
def test_bad_options_are_refused_by_name(name: str, value: Any) -> None:
    """An option that cannot be used is a ConfigurationError that names it."""
    with pytest.raises(ConfigurationError) as caught:
        MapSettings(**{name: value})
    assert name in caught.value.message


@given(st.decimals(0, 10**6, allow_nan=False))
def test_money_is_exact(amount: Decimal) -> None:
    """An amount is kept exactly, as a Decimal and as text."""
    assert money("budget", amount) == money("budget", str(amount)) == amount
    assert MapSettings(budget=str(amount)).ceiling == amount


def test_the_names_for_checkers_are_those_of_the_settings() -> None:
    """Type checkers know exactly the options that there are."""
    assert set(get_type_hints(MapOptions)) == {one.name for one in fields(MapSettings)}
