"""What jobs cost, according to the catalogue."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from clientwright.cli import printer

if TYPE_CHECKING:
    from clientwright.specs.model import Endpoint

_MAX_LISTED = 6
"""Maximum number of prices in one sentence."""


def describe_price(endpoint: Endpoint) -> str:
    """Return what a job of an endpoint costs, `0.84 USD per output (a note)`; empty if unknown."""
    price = endpoint.listing.price if endpoint.listing else None
    if price is None:
        return ""
    per = f" per {price.unit}" if price.unit else ""
    parts = [f"{price.usd} USD{per}"] if price.usd is not None else []
    return " ".join([*parts, f"({price.note})" if parts else price.note] if price.note else parts)


def describe_prices(endpoints: Collection[Endpoint]) -> str:
    """Return a sentence on what jobs of some endpoints cost, and for how many it is unknown."""
    known = [
        f"{endpoint.id}: {describe_price(endpoint)}"
        for endpoint in endpoints
        if describe_price(endpoint)
    ]
    if not known:
        return "The specs do not state what a job costs; see the provider's pages."
    more = f", and {len(known) - _MAX_LISTED} more" if len(known) > _MAX_LISTED else ""
    unknown = len(endpoints) - len(known)
    rest = f"; unknown for {printer.pluralize(unknown, 'endpoint')}" if unknown else ""
    listed = ", ".join(known[:_MAX_LISTED])
    return f"Prices at the last sync of the catalogue: {listed}{more}{rest}."
