"""Amounts of money are exact, whatever precision the program works with."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.journal.money import (
    amount_text,
    from_nano,
    limit_in_nano,
    to_nano,
    usd_text,
)

MOST = 10**9
amounts = st.decimals(0, MOST, allow_nan=False)
"""With any number of digits."""


@given(amounts)
def test_an_amount_is_rounded_up_to_a_billionth(amount: Decimal) -> None:
    """The whole billionths are the least that cover the amount."""
    nano = to_nano(amount)
    assert nano is not None
    assert nano - 1 < Fraction(amount) * 10**9 <= nano


@given(amounts)
def test_a_limit_is_rounded_down_to_a_billionth(amount: Decimal) -> None:
    """The whole billionths of a limit are the most that it covers."""
    nano = limit_in_nano(amount)
    assert nano is not None
    assert nano <= Fraction(amount) * 10**9 < nano + 1


@given(st.integers(0, MOST * 10**9))
def test_billionths_come_back_as_they_were(nano: int) -> None:
    """Billionths as an amount, and that in billionths, are the same number."""
    amount = from_nano(nano)
    assert amount is not None
    assert (to_nano(amount), limit_in_nano(amount)) == (nano, nano)
    assert Fraction(amount) == Fraction(nano, 10**9)
    assert "E+" not in str(amount)


@given(amounts, st.integers(0, MOST * 10**9), st.integers(1, 30))
def test_the_precision_of_the_program_changes_nothing(
    amount: Decimal, nano: int, precision: int
) -> None:
    """A program that computes with few digits gets the same amounts."""
    expected = to_nano(amount), from_nano(nano)
    with localcontext(Context(prec=precision, rounding=ROUND_HALF_EVEN)):
        assert (to_nano(amount), from_nano(nano)) == expected


@given(st.lists(amounts.map(lambda amount: amount / 1000), max_size=50))
def test_sums_are_exact(several: list[Decimal]) -> None:
    """The sum of many amounts in billionths is off by less than one billionth for each."""
    nano = sum(to_nano(amount) or 0 for amount in several)
    exact = sum(map(Fraction, several)) * 10**9
    assert exact <= nano < exact + max(1, len(several))


@pytest.mark.parametrize(
    "amount",
    [
        *("NaN", "sNaN", "Infinity", "-Infinity", "-0.01", "1000000000.1", "1e999999999", "five"),
        *("", float("nan"), float("inf"), -1, -0.5, True, None, [1], b"1", 10**5000, 1j),
    ],
    ids=lambda amount: str(type(amount).__name__) if amount == 10**5000 else repr(amount),
)
def test_what_is_no_amount_is_none(amount: Any) -> None:
    """Not a number, infinities, negative and absurd amounts are none at all."""
    assert to_nano(amount) is None
    if isinstance(amount, str) and amount not in ("five", ""):
        assert limit_in_nano(Decimal(amount)) is None


@pytest.mark.parametrize(
    ("amount", "nano"),
    [
        ("0.1", 10**8),
        (0.1, 10**8),
        (3, 3 * 10**9),
        ("1e-999999", 1),
        ("-0", 0),
        (Decimal("1E2"), 10**11),
    ],
)
def test_amounts(amount: Any, nano: int) -> None:
    """Text, whole numbers, floats and decimals are amounts; a float is what it shows."""
    assert to_nano(amount) == nano


@given(amounts, st.booleans())
def test_a_text_is_the_amount(amount: Decimal, is_expected: bool) -> None:
    """The text of an amount is exact, has two decimals at least, and none that is needless."""
    text = amount_text(amount, is_expected=is_expected)
    assert text.startswith("~") == is_expected
    assert Decimal(text.removeprefix("~")) == amount
    decimals = text.partition(".")[2]
    assert len(decimals) == 2 or (len(decimals) > 2 and not decimals.endswith("0"))
    assert usd_text(amount, is_expected=is_expected) == f"{text} USD"


@pytest.mark.parametrize(
    ("amount", "text"), [("12.6", "12.60"), ("84", "84.00"), ("0.125", "0.125"), ("1E+1", "10.00")]
)
def test_texts(amount: str, text: str) -> None:
    """Whole amounts have cents, too."""
    assert amount_text(Decimal(amount)) == text
