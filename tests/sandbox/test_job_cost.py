"""What a sandbox job costs: what the client expects, as both follow the catalogue's price."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.batch.pricing import price_of
from clientwright.runtime.endpoint import Endpoint as ClientEndpoint
from clientwright.runtime.models import Anything, ClosedInput
from clientwright.sandbox.job_cost import cost_of
from clientwright.sandbox.stored_job import JobPhase
from clientwright.specs.model import CatalogueListing, Endpoint, Price
from runtime.demo_service import SERVICE, Output
from sandbox.support import image_to_video

VALUES = st.sampled_from([None, True, "auto", "5", "5s", 3, 2.5, 0])


class Input(ClosedInput):
    """The fields that a price may depend on."""

    duration: Anything = None
    num_images: Anything = None
    image_count: Anything = None


def priced(price: Price | None, **fields: Any) -> Endpoint:
    """Return an endpoint with a price and these fields."""
    listing = CatalogueListing(entry="", structure="", price=price)
    return replace(image_to_video(), input={"properties": fields}, listing=listing)


@given(
    st.sampled_from(
        ["", "output", "per image", "seconds", "minute", "per second", "s", "megapixel"]
    ),
    st.dictionaries(st.sampled_from(["duration", "num_images", "image_count"]), VALUES),
    st.dictionaries(st.sampled_from(["duration", "num_images"]), st.integers(1, 100)),
)
def test_the_sandbox_bills_what_the_client_expects(
    unit: str, body: dict[str, Any], defaults: dict[str, int]
) -> None:
    """For every unit and input both find the same price, or none."""
    fields: dict[str, Any] = {name: {} for name in ("duration", "num_images", "image_count")}
    fields |= {name: {"default": value} for name, value in defaults.items()}
    client = ClientEndpoint(
        SERVICE, "demo/priced", Input, Output,
        price=("0.084", unit), price_defaults=tuple(defaults.items()),
    )  # fmt: skip
    expected = price_of(client.request(body, validate="off"))
    found = cost_of(priced(Price(0.084, unit), **fields), body, JobPhase.SUCCEEDED)
    assert found == (None if expected is None else float(expected))


@pytest.mark.parametrize("price", [None, Price(None, "image"), Price(1, "", "more at night")])
def test_no_cost_is_made_up(price: Price | None) -> None:
    """Without a price that is certain there is no cost."""
    assert cost_of(priced(price), {}, JobPhase.SUCCEEDED) is None
    assert cost_of(None, {}, JobPhase.SUCCEEDED) is None


def test_only_successes_cost() -> None:
    """A job that failed or was cancelled costs nothing."""
    found = [cost_of(priced(Price(2, "job")), {}, phase) for phase in JobPhase if phase.is_final]
    assert sorted(Decimal(one or 0) for one in found) == [0, 0, 2]
