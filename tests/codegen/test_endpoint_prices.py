"""A generated endpoint knows the catalogue's price of its jobs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.codegen.arguments import usd_text
from clientwright.specs.model import CatalogueListing, Price
from codegen import support

SCHEMA = {
    "type": "object",
    "properties": {
        "prompt": {"type": "string"},
        "duration": {"type": "integer", "default": 5},
        "num_images": {"type": "integer", "default": 1},
    },
}


def generated(package: str, price: Price | None) -> Any:
    """Return the generated endpoint of a spec whose catalogue entry has a price."""
    spec = replace(support.endpoint(SCHEMA), listing=CatalogueListing("e", "s", price=price))
    module = support.load_module(package, spec)
    assert isinstance(module, ModuleType)
    return module.ENDPOINT


def test_price_comes_from_the_catalogue(package: str) -> None:
    """The endpoint has price and unit as texts, and the defaults that the price depends on."""
    endpoint = generated(package, Price(0.084, "second"))
    assert endpoint.price == ("0.084", "second")
    assert dict(endpoint.price_defaults) == {"duration": 5, "num_images": 1}
    price_of = import_module(f"{package}._runtime.batch.pricing").price_of
    assert price_of(endpoint.request({"prompt": "x"})) == Decimal("0.420")
    assert price_of(endpoint.request({"duration": 10, "num_images": 2})) == Decimal("1.680")


def test_a_note_is_kept_as_written(package: str) -> None:
    """The note of a price is data: quotes and line breaks in it change nothing."""
    note = 'with sound "0.126"\n\\'
    assert generated(package, Price(1, "output", note)).price_note == note


@pytest.mark.parametrize("price", [None, Price(None, "second", "ask"), Price(-1, "output")])
def test_no_price_is_no_price(package: str, price: Price | None) -> None:
    """Without an amount there is no price, and the source does not mention one."""
    assert generated(package, price).price is None
    spec = replace(support.endpoint(SCHEMA), listing=CatalogueListing("e", "s", price=price))
    assert "price" not in str(support.module_source(spec))


@given(st.decimals(0, 10**6, places=6, allow_nan=False))
def test_dollars_have_no_binary_noise(amount: Decimal) -> None:
    """The text of a price is the number that the spec has in its JSON, in digits."""
    assert Decimal(usd_text(float(amount))) == Decimal(str(float(amount)))
    assert set(usd_text(float(amount))) <= set("0123456789.")
