"""What the jobs that run are expected to cost: their prices, or more once a job has cost more than its price."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from ..journal.money import EXACT

_NONE, _ONE, _BILLIONTH = Decimal(0), Decimal(1), Decimal("1e-9")
_MOST = Decimal(10**9)


class Reservations:
    """The prices that are reserved for jobs that run.

    Prices that are too low must not void a budget: as soon as a job costs more than its price, all
    jobs are expected to, in the same proportion.
    """

    def __init__(self) -> None:
        self._factor, self._most_for_free = _ONE, _NONE
        self._held: dict[int, tuple[Decimal, Decimal]] = {}
        self._prices = self._sum = _NONE
        self._free = 0

    def __len__(self) -> int:
        return len(self._held)

    @property
    def total(self) -> Decimal:
        """What is reserved."""
        return self._sum

    @property
    def shortfall(self) -> Decimal:
        """How much more than what is reserved the jobs that run are now expected to cost."""
        free = EXACT.multiply(Decimal(self._free), self._most_for_free)
        expected = EXACT.fma(self._prices, self._factor, free)
        return min(max(_rounded(EXACT.subtract(expected, self._sum)), _NONE), _MOST)

    def expected(self, price: Decimal) -> Decimal:
        """Return what a job of a price is expected to cost."""
        if not price:
            return self._most_for_free
        if self._factor == _ONE:
            return price
        return min(_rounded(EXACT.multiply(price, self._factor)), _MOST)

    def hold(self, position: int, price: Decimal, reserved: Decimal) -> None:
        """Reserve an amount for a job of a price."""
        self._held[position] = price, reserved
        self._prices, self._sum = EXACT.add(self._prices, price), EXACT.add(self._sum, reserved)
        self._free += not price

    def release(self, position: int) -> None:
        """Reserve nothing for a job any more."""
        price, reserved = self._held.pop(position, (None, _NONE))
        if price is not None:
            self._prices = EXACT.subtract(self._prices, price)
            self._sum = EXACT.subtract(self._sum, reserved)
            self._free -= not price

    def learn(self, price: Decimal, cost: Decimal) -> bool:
        """Learn what a job of a price has cost; return whether that is more than its price."""
        if cost <= price:
            return False
        if price:
            self._factor = max(self._factor, EXACT.divide(cost, price))
        else:
            self._most_for_free = max(self._most_for_free, cost)
        return True


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(_BILLIONTH, ROUND_CEILING, EXACT)
