"""What a job costs by the catalogue's price, decided apart from the clients, which check themselves against it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from clientwright.sandbox.rules.json_query import Gap, documented_fields
from clientwright.sandbox.stored_job import JobPhase
from clientwright.specs.model import Endpoint

_LENGTHS = ("duration", "duration_seconds", "seconds")
_KINDS = ("images", "videos", "audios", "outputs", "results", "samples", "generations")
_COUNTS = (
    "n",
    "count",
    "batch_size",
    *(f"{before}{kind}" for kind in _KINDS for before in ("num_", "number_of_", "max_")),
    *(f"{kind[:-1]}_count" for kind in _KINDS),
)
_EACH = {"", "output", "image", "video", "audio", "request", "run", "job", "generation", "call"}
_SECONDS = {"second", "sec", "s"}
_MINUTES = {"minute", "min"}


def cost_of(endpoint: Endpoint | None, payload: Mapping[str, Any], phase: JobPhase) -> float | None:
    """Return what a job that has ended costs in USD, None if its price is not certain.

    Jobs that failed or were cancelled cost nothing.
    """
    price = endpoint.listing.price if endpoint and endpoint.listing else None
    if endpoint is None or price is None or price.usd is None or price.usd < 0 or price.note:
        return None
    if phase is not JobPhase.SUCCEEDED:
        return 0.0
    fields = documented_fields(endpoint.input)
    known = {name: default for name, default in fields.items() if not isinstance(default, Gap)}
    units = _units(price.unit, {**known, **payload}, {*fields, *payload})
    return None if units is None else float(Decimal(str(price.usd)) * units)


def billed_units(
    endpoint: Endpoint | None, payload: Mapping[str, Any], phase: JobPhase
) -> str | None:
    """Return the units of a job that has ended as a number in text: seconds, or outputs; None if that is not certain."""
    if endpoint is None or phase is not JobPhase.SUCCEEDED:
        return None
    price = endpoint.listing.price if endpoint.listing else None
    fields = documented_fields(endpoint.input)
    known = {name: default for name, default in fields.items() if not isinstance(default, Gap)}
    units = _units(price.unit if price else "", {**known, **payload}, {*fields, *payload})
    return None if units is None else str(units)


def _units(unit: str, values: Mapping[str, Any], names: set[str]) -> Decimal | None:
    """Return how many units of a price a job is, or None if its input does not tell."""
    kind = unit.strip().lower().removeprefix("per ")
    kind = kind if kind == "s" else kind.removesuffix("s")
    units: Decimal | None = Decimal(1)
    if kind in _SECONDS | _MINUTES:
        name = next((name for name in _LENGTHS if name in names), "")
        units = _number(values.get(name))
        if units is not None and kind in _MINUTES:
            units = Decimal(math.ceil(units / 60))
    elif kind not in _EACH:
        return None
    for name in names.intersection(_COUNTS):
        count = _number(values.get(name))
        units = None if units is None or count is None else units * max(count, Decimal(1))
    return units


def _number(value: object) -> Decimal | None:
    """Return a number that is not negative, also of a text such as "5" or "5s"."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value).strip().removesuffix("s").rstrip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None
