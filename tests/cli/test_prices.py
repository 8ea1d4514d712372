"""What jobs cost is said before they are asked for, as far as the catalogue told it."""

from __future__ import annotations

from pathlib import Path

from clientwright.cli import prices
from clientwright.specs.model import CatalogueListing, Endpoint, Price
from clientwright.specs.model_ids import ModelId


def endpoint(n: int, price: Price | None) -> Endpoint:
    """Give an endpoint of a catalogue."""
    return Endpoint(
        ModelId(f"acme/{n}"), {}, listing=CatalogueListing("", "", price=price), path=Path("-")
    )


def test_a_price_is_told_with_its_unit_and_its_note() -> None:
    """Amount, unit and note stand where the catalogue gives them, and nothing where it gives none."""
    assert prices.describe_price(endpoint(1, Price(0.84, "output"))) == "0.84 USD per output"
    assert prices.describe_price(endpoint(1, Price(2, "second", "Sound costs more."))) == "2 USD per second (Sound costs more.)"  # fmt: skip
    assert prices.describe_price(endpoint(1, Price(note="Ask us."))) == "Ask us."
    assert prices.describe_price(endpoint(1, None)) == ""
    assert prices.describe_price(Endpoint(ModelId("acme/1"), {})) == ""


def test_unknown_prices_are_counted_and_many_are_cut() -> None:
    """What is not known is said, too; a hundred prices are not one sentence."""
    none = [endpoint(1, None)]
    assert "do not say" in prices.describe_prices(none)
    both = prices.describe_prices([*none, endpoint(2, Price(1, "output"))])
    assert "acme/2: 1 USD per output; of 1 endpoint they are not known" in both
    assert "and 94 more." in prices.describe_prices([endpoint(n, Price(n)) for n in range(100)])
