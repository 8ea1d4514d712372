"""Prices of jobs, as far as the catalogue states them."""

from __future__ import annotations

from pathlib import Path

from clientwright.cli import prices
from clientwright.specs.model import CatalogueListing, Endpoint, Price
from clientwright.specs.model_ids import ModelId


def endpoint(n: int, price: Price | None) -> Endpoint:
    """Return an endpoint with a catalogue price."""
    return Endpoint(
        ModelId(f"acme/{n}"), {}, listing=CatalogueListing("", "", price=price), path=Path("-")
    )


def test_price_has_unit_and_note() -> None:
    """Amount, unit and note are shown if the catalogue has them; otherwise the price is empty."""
    assert prices.describe_price(endpoint(1, Price(0.84, "output"))) == "0.84 USD per output"
    assert prices.describe_price(endpoint(1, Price(2, "second", "Sound costs more."))) == "2 USD per second (Sound costs more.)"  # fmt: skip
    assert prices.describe_price(endpoint(1, Price(note="Ask us."))) == "Ask us."
    assert prices.describe_price(endpoint(1, None)) == ""
    assert prices.describe_price(Endpoint(ModelId("acme/1"), {})) == ""


def test_unknown_prices_are_counted_and_long_lists_cut() -> None:
    """Endpoints without a price are counted; a hundred prices are cut to a few."""
    none = [endpoint(1, None)]
    assert "do not state" in prices.describe_prices(none)
    both = prices.describe_prices([*none, endpoint(2, Price(1, "output"))])
    assert "acme/2: 1 USD per output; unknown for 1 endpoint" in both
    assert "and 94 more." in prices.describe_prices([endpoint(n, Price(n)) for n in range(100)])
