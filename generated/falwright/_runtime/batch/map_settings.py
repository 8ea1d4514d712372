# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The options of `map`, checked before anything is sent."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol, TypedDict

from ..errors import ConfigurationError
from ..journal.names import check_name
from ..responses import Status
from ..settings import check_callback, check_seconds
from .batch_progress import BatchProgress

MAX_IN_FLIGHT = 100_000
MOST_MONEY = 10**9


class PriceOf(Protocol):
    """Returns the price of a request in US dollars, or None if it is not known."""

    def __call__(self, request: Any, /) -> Decimal | int | str | None:
        """Return the price of a request."""
        ...


Price = Decimal | int | str | PriceOf


class MapOptions(TypedDict, total=False):
    """The options of `map` by name; see `MapSettings`."""

    batch: str | None
    in_flight: int
    budget: Decimal | int | str | None
    max_jobs: int | None
    price: Price | None
    download: str | os.PathLike[str] | None
    stop_after_failures: int | None
    timeout: float | None
    on_update: Callable[[Status], object] | None
    progress: bool | Callable[[BatchProgress], object] | None
    check_media: bool
    once_on: Sequence[str] | None


@dataclass(frozen=True, kw_only=True)
class MapSettings:
    """The options of `map`.

    Raises:
        ConfigurationError: an option cannot be used.
    """

    batch: str | None = None
    in_flight: int = 8
    budget: Decimal | int | str | None = None
    max_jobs: int | None = None
    price: Price | None = None
    download: str | os.PathLike[str] | None = None
    stop_after_failures: int | None = 5
    timeout: float | None = 1800.0
    on_update: Callable[[Status], object] | None = None
    progress: bool | Callable[[BatchProgress], object] | None = None
    check_media: bool = False
    once_on: Sequence[str] | None = None

    def __post_init__(self) -> None:
        if self.batch is not None:
            object.__setattr__(self, "batch", check_name("batch", self.batch))
        check_count("in_flight", self.in_flight, least=1, most=MAX_IN_FLIGHT)
        check_count("max_jobs", self.max_jobs, none=True)
        check_count("stop_after_failures", self.stop_after_failures, none=True)
        check_seconds(self.timeout, none=True, zero=False)
        check_callback(self.on_update)
        if self.progress not in (None, True, False) and not callable(self.progress):
            raise ConfigurationError(
                f"progress is {self.progress!r}; it must be True, False, None or a function."
            )
        if self.budget is not None:
            object.__setattr__(self, "budget", money("budget", self.budget))
        if self.price is not None and not callable(self.price):
            object.__setattr__(self, "price", money("price", self.price))
        if self.once_on is not None and self.batch is None:
            raise ConfigurationError(
                "once_on needs batch=...: it names the fields by which a batch recognizes a request."
            )

    @property
    def ceiling(self) -> Decimal | None:
        """The budget as an exact amount."""
        return self.budget if isinstance(self.budget, Decimal) else None


def map_settings(options: MapOptions) -> MapSettings:
    """Return the options that a call of `map` was given, with the others at their defaults.

    Raises:
        TypeError: there is no such option.
        ConfigurationError: an option cannot be used.
    """
    known = sorted(MapOptions.__optional_keys__)
    for name in options:
        if name not in known:
            from difflib import get_close_matches

            close = get_close_matches(name, known, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else f"Its options: {', '.join(known)}."
            raise TypeError(f"map() got an unexpected keyword argument {name!r}. {hint}")
    return MapSettings(**options)


def money(name: str, value: object) -> Decimal:
    """Return an amount of US dollars.

    Raises:
        ConfigurationError: it is no amount; a float is none, since 0.1 is not exact.
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        found = f"{name} is {value!r}; it must be a Decimal, an integer or text"
        raise ConfigurationError(f"{found}, such as Decimal('25') or '0.35'.")
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise ConfigurationError(f"{name} is {value!r}, which is not a number.") from None
    if not amount.is_finite() or not 0 <= amount <= MOST_MONEY:
        raise ConfigurationError(f"{name} is {value!r}; it must be from 0 to {MOST_MONEY:,} USD.")
    return amount


def check_count(
    name: str, value: object, *, least: int = 0, most: int = 10**12, none: bool = False
) -> None:
    """Check a number of things.

    Raises:
        ConfigurationError: it is no integer of the range.
    """
    if value is None and none:
        return
    number = value if isinstance(value, int) and not isinstance(value, bool) else -1
    if not least <= number <= most:
        end = ", or None" if none else ""
        raise ConfigurationError(
            f"{name} is {value!r}; it must be an integer from {least} to {most:,}{end}."
        )
