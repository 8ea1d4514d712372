# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Money in US dollars as whole billionths, so that databases add it exactly."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal, InvalidOperation

NANO = 10**9
_MOST = 10**9


def to_nano(money: object) -> int | None:
    """Return an amount in billionths, rounded up; None for what is no amount of money."""
    if isinstance(money, bool) or not isinstance(money, int | float | str | Decimal):
        return None
    try:
        amount = Decimal(str(money))
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 <= amount <= _MOST:
        return None
    return int((amount * NANO).to_integral_value(ROUND_CEILING))


def from_nano(nano: int | None) -> Decimal | None:
    """Return billionths as an amount without needless zeros."""
    if nano is None:
        return None
    amount = (Decimal(nano) / NANO).normalize()
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount
