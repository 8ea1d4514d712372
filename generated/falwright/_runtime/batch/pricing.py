# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What a request will cost by the catalogue's price, and what is reserved for the jobs that run."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from ..journal.money import EXACT

if TYPE_CHECKING:
    from ..endpoint import Request


LENGTHS = ("duration", "duration_seconds", "seconds")
"""Fields that say how many seconds an output lasts; the first that an input has counts."""
COUNTS = (
    "n",
    "count",
    "batch_size",
    *(
        name
        for what in ("images", "videos", "audios", "outputs", "results", "samples", "generations")
        for name in (f"num_{what}", f"number_of_{what}", f"max_{what}", f"{what[:-1]}_count")
    ),
)
"""Fields that say how many outputs a job makes; all that an input has are multiplied."""
PRICED_FIELDS = (*LENGTHS, *COUNTS)
"""Fields whose documented default an endpoint with a price has in `price_defaults`."""
_EACH = ("", "output", "image", "video", "audio", "request", "run", "job", "generation", "call")
_SECONDS = {"second": 1, "sec": 1, "s": 1, "minute": 60, "min": 60}


def price_of(request: Request[Any]) -> Decimal | None:
    """Return what a request will cost in USD, or None if the catalogue does not say it for certain."""
    try:
        return _price(request)
    except _Unknown:
        return None


def why_unknown(request: Request[Any]) -> str:
    """Return why the price of a request is unknown, "" if it is known."""
    try:
        _price(request)
    except _Unknown as reason:
        return str(reason)
    return ""


class _Unknown(Exception):
    """The price is unknown; the text says why."""


def _price(request: Request[Any]) -> Decimal:
    endpoint = request.endpoint
    if endpoint.price is None:
        raise _Unknown("the catalogue has no price")
    if endpoint.price_note:
        raise _Unknown(
            f"the price has a note that a program cannot interpret: {endpoint.price_note!r}"
        )
    text, unit = endpoint.price
    if (price := _number(text)) is None:
        raise _Unknown(f"the price is {text!r}, which is not an amount")
    sizes = _Sizes(request)
    kind = unit.strip().lower().removeprefix("per ")
    each_unit = unit.strip().removeprefix("per ")
    kind = kind if kind in ("", "s") else kind.removesuffix("s")
    if kind in _SECONDS:
        name = next(filter(sizes.has, LENGTHS), LENGTHS[0])
        if (length := sizes.value(name)) is None:
            raise _Unknown(f"the price is per {each_unit}, and {name} is missing or not a number")
        each = Decimal(_SECONDS[kind])
        if each > 1:
            length = EXACT.divide(length, each).to_integral_value(ROUND_CEILING, EXACT)
        price = EXACT.multiply(price, length)
    elif kind not in _EACH:
        raise _Unknown(
            f"the price is per {each_unit}, and the input does not say how many there are"
        )
    for name in filter(sizes.has, COUNTS):
        if (count := sizes.value(name)) is None:
            raise _Unknown(f"the number of outputs is unknown: {name} is missing or not a number")
        price = EXACT.multiply(price, max(count, Decimal(1)))
    return price


class _Sizes:
    """The fields of an input that a price depends on, as given or by their documented default."""

    def __init__(self, request: Request[Any]) -> None:
        self._body, self._defaults = request.body, dict(request.endpoint.price_defaults)
        fields = request.endpoint.input.model_fields
        self._names = {name if one.alias is None else one.alias for name, one in fields.items()}

    def has(self, name: str) -> bool:
        """Return whether the input may have a field."""
        return name in self._names or name in self._body

    def value(self, name: str) -> Decimal | None:
        """Return the size in a field, or None if it is not known."""
        return _number(self._body.get(name, self._defaults.get(name)))


def _number(value: object) -> Decimal | None:
    """Return a number that is not negative, also one in a text such as "5" or "5s"."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value).strip()
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,30}(\.[0-9]{1,30})?( ?s)?", text):
        return None
    try:
        number = Decimal(text.removesuffix("s").rstrip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None


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
