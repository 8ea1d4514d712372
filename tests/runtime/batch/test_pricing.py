"""What a job will cost: the catalogue's price times what the input says, never too little, else unknown."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_DOWN, Context, Decimal, Inexact, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.batch.pricing import price_of, why_unknown
from clientwright.runtime.endpoint import Endpoint
from clientwright.runtime.models import Anything, ClosedInput, Integer, Omittable
from runtime.demo_service import ENDPOINT, SERVICE, Output


class Input(ClosedInput):
    """An input with the fields that a price may depend on."""

    duration: Anything = None
    num_images: Omittable[Integer] = None


PRICED = Endpoint(SERVICE, "demo/priced", Input, Output)
USD = st.decimals(0, 1000, places=4, allow_nan=False)
SECONDS = st.integers(0, 100) | st.decimals(0, 100, places=2).map(float)


def request(price: tuple[str, str] | None, body: dict[str, Any], **more: Any) -> Any:
    """Return a request of an endpoint with a price."""
    return replace(PRICED, price=price, **more).request(body)


@given(USD, SECONDS, st.integers(0, 20))
def test_price_is_base_times_seconds_times_outputs(
    usd: Decimal, seconds: Any, outputs: int
) -> None:
    """A price for a second is multiplied by the length, and each price by the number of outputs."""
    body = {"duration": seconds, "num_images": outputs}
    count = max(outputs, 1)
    each = Decimal(str(seconds))
    assert price_of(request((str(usd), "second"), body)) == usd * each * count
    assert price_of(request((str(usd), "output"), body)) == usd * count


@given(USD, SECONDS, st.integers(0, 20), st.sampled_from(["second", "minute", "output"]))
def test_the_precision_of_the_program_changes_no_price(
    usd: Decimal, seconds: Any, outputs: int, unit: str
) -> None:
    """A program that computes with few digits gets the same prices."""
    wanted = request((str(usd), unit), {"duration": seconds, "num_images": outputs})
    price = price_of(wanted)
    with localcontext(Context(prec=2, rounding=ROUND_DOWN, traps=[Inexact])):
        assert price_of(wanted) == price


@given(USD, SECONDS)
def test_documented_defaults_stand_for_what_is_left_out(usd: Decimal, seconds: Any) -> None:
    """A field that is left out has its documented default."""
    defaults = (("duration", seconds), ("num_images", 3))
    for price in ((str(usd), "second"), (str(usd), "")):
        given_ = request(price, dict(defaults))
        left_out = request(price, {}, price_defaults=defaults)
        assert price_of(left_out) == price_of(given_)
        assert price_of(given_) is not None


@pytest.mark.parametrize("unit", ["", "output", "Outputs", "per image", "video", "request"])
def test_units_of_one_output(unit: str) -> None:
    """A price for one output in its usual words is the price of a job with one output."""
    assert price_of(replace(ENDPOINT, price=("0.84", unit)).request({"prompt": "x"})) == Decimal(
        "0.84"
    )


@pytest.mark.parametrize(
    ("unit", "length", "price"),
    [
        ("second", "5", "0.5"),
        ("seconds", "5s", "0.5"),
        ("s", 2.5, "0.25"),
        ("minute", 61, "0.2"),
        ("per minute", 60, "0.1"),
    ],
)
def test_units_of_time(unit: str, length: Any, price: str) -> None:
    """A length may be a text; a minute that has begun counts whole."""
    body = {"duration": length, "num_images": 1}
    assert price_of(request(("0.1", unit), body)) == Decimal(price)


@pytest.mark.parametrize("length", ["auto", "-1", -1, None, True, [5], {}, "", "1e3", "٥"])
def test_odd_lengths_make_the_price_unknown(length: Any) -> None:
    """A length that is no number of seconds is not taken for one."""
    body = {"num_images": 1} | ({} if length is None else {"duration": length})
    found = request(("0.1", "second"), body)
    assert price_of(found) is None
    assert "duration" in why_unknown(found)


@pytest.mark.parametrize(
    ("price", "note", "said"),
    [
        (None, "", "no price"),
        (("0.1", "megapixel"), "", "megapixel"),
        (("0.1", "second"), "with sound 0.126", "with sound 0.126"),
        (("much", ""), "", "no number"),
        (("NaN", ""), "", "no number"),
        (("-1", ""), "", "no number"),
    ],
)
def test_what_is_not_certain_is_unknown(price: Any, note: str, said: str) -> None:
    """Without a price, with another unit or with a note for people, the price is unknown, and why is said."""
    found = request(price, {"duration": 5, "num_images": 1}, price_note=note)
    assert price_of(found) is None
    assert said in why_unknown(found)


def test_an_unknown_number_of_outputs_makes_the_price_unknown() -> None:
    """An input that may ask for several outputs, and does not say how many, has no certain price."""
    found = request(("0.1", "output"), {"duration": 5})
    assert price_of(found) is None
    assert "num_images" in why_unknown(found)
    assert why_unknown(request(("0.1", "output"), {"num_images": 2})) == ""
