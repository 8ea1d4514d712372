"""What jobs cost, as far as a catalogue has said it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from clientwright.cli import printer

if TYPE_CHECKING:
    from clientwright.specs.model import Endpoint

_MAX_LISTED = 6
"""How many prices are listed in one sentence."""


def describe_price(endpoint: Endpoint) -> str:
    """Say what a job of an endpoint costs: `0.84 USD per output (a note)`; nothing where it is not known."""
    price = endpoint.listing.price if endpoint.listing else None
    if price is None:
        return ""
    per = f" per {price.unit}" if price.unit else ""
    parts = [f"{price.usd} USD{per}"] if price.usd is not None else []
    return " ".join([*parts, f"({price.note})" if parts else price.note] if price.note else parts)


def describe_prices(endpoints: Collection[Endpoint]) -> str:
    """Say what jobs of some endpoints cost, and of how many it is not known."""
    known = [
        f"{endpoint.id}: {describe_price(endpoint)}"
        for endpoint in endpoints
        if describe_price(endpoint)
    ]
    if not known:
        return "The specs do not say what a job costs: the provider's pages do."
    more = f", and {len(known) - _MAX_LISTED} more" if len(known) > _MAX_LISTED else ""
    unknown = len(endpoints) - len(known)
    rest = f"; of {printer.pluralize(unknown, 'endpoint')} they are not known" if unknown else ""
    listed = ", ".join(known[:_MAX_LISTED])
    return f"Prices, as the catalogue had them at the last sync: {listed}{more}{rest}."
