# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Money in US dollars as whole billionths, so that databases add it exactly."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, InvalidOperation

_BILLIONTH = Decimal("1e-9")
_MOST = 10**9
EXACT = Context(prec=60, rounding=ROUND_CEILING, traps=[])
"""For all sums of money, whatever precision the program has set for its own."""


def to_nano(money: object, rounding: str = ROUND_CEILING) -> int | None:
    """Return an amount in billionths, rounded up; None for what is no amount of money."""
    if isinstance(money, bool) or not isinstance(money, int | float | str | Decimal):
        return None
    try:
        amount = Decimal(str(money) if isinstance(money, float) else money)
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 <= amount <= _MOST:
        return None
    return int(amount.quantize(_BILLIONTH, rounding, EXACT).scaleb(9, EXACT))


def limit_in_nano(budget: Decimal) -> int | None:
    """Return a ceiling in billionths, rounded down; None for what is no amount of money."""
    return to_nano(budget, ROUND_FLOOR)


def from_nano(nano: int | None) -> Decimal | None:
    """Return billionths as an amount without needless zeros."""
    if nano is None:
        return None
    amount = Decimal(nano).scaleb(-9, EXACT).normalize(EXACT)
    exponent = amount.as_tuple().exponent
    whole = isinstance(exponent, int) and exponent > 0
    return amount.quantize(Decimal(1), None, EXACT) if whole else amount


def amount_text(amount: Decimal, *, is_expected: bool = False) -> str:
    """Return an amount with at least two decimals; one that is expected, as a price is, has a `~`."""
    whole, _, decimals = f"{amount:f}".partition(".")
    return f"{'~' * is_expected}{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def usd_text(amount: Decimal, *, is_expected: bool = False) -> str:
    """Return an amount with its currency, such as `12.60 USD` or `~12.60 USD`."""
    return f"{amount_text(amount, is_expected=is_expected)} USD"
