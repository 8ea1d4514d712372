"""Compare which endpoints there are, and their metadata: repairs, prices, names, texts, notes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from clientwright.evolution.diff import repair_comparison
from clientwright.evolution.diff.changes import Change, Compatibility, Witness
from clientwright.io.json_pointer import resolve_pointer, split_pointer
from clientwright.problems import Location, nearest_name, quote_value
from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.schema.keyword_edit import EditKind
from clientwright.schema.protocols import GenerationError
from clientwright.schema.references import inline_references
from clientwright.specs.model import CatalogueListing, Endpoint
from clientwright.testing.payloads.payload_generator import PayloadGenerator


def endpoint_added(endpoint: Endpoint, returned: bool = False) -> Change:
    """Return the change for an endpoint that is new, or back after it was retired."""
    message = "The endpoint is back: it was retired." if returned else "The endpoint is new."
    return Change(
        endpoint.id, "", "endpoint-added", Compatibility.COMPATIBLE, message, location=endpoint.location()
    )  # fmt: skip


def endpoint_removed(
    endpoint: Endpoint, remaining: list[str], location: Location, retired: bool = False
) -> Change:
    """Return the change for a removed endpoint; the witness is the smallest call that worked.

    `location` is where the new side shows the removal: the retired endpoint's file, else the service's.
    """
    message = (
        "The provider no longer lists the endpoint." if retired else "The endpoint was removed."
    )
    close = nearest_name(endpoint.id, remaining)
    guess = f" It may be {close} now (a guess by its name)." if close else ""
    call: dict[str, Any] = {"model_id": str(endpoint.id)}
    with suppress(GenerationError):
        call["input"] = PayloadGenerator(endpoint).generate(SimplestChoiceSource())
    return Change(
        endpoint.id, "", "endpoint-removed", Compatibility.BREAKING, message + guess,
        Witness(call, "no endpoint has this id"), "Call another endpoint." + guess, location,
    )  # fmt: skip


def compare_metadata(old: Endpoint, new: Endpoint) -> Iterator[Change]:
    """Compare repairs, catalogue, Python names, texts and notes; the last two never matter to callers."""
    yield from repair_comparison.compare_repairs(old, new)
    yield from _compare_listings(old, new)
    yield from _compare_python_names(old, new)
    for name, was, now in (("words", old.words, new.words), ("notes", old.notes, new.notes)):
        if was != now:
            message = f"The {name} were changed; the contract is the same."
            yield _change(
                new, f"/{name}", f"{name}-{EditKind.CHANGED}", Compatibility.UNCHANGED, message
            )


def _compare_python_names(old: Endpoint, new: Endpoint) -> Iterator[Change]:
    """Compare the Python names of properties: callers write them, but they are never sent."""
    for at in sorted({*old.names, *new.names}):
        wire = split_pointer(at)[-1]
        was, now = old.python_name(at, wire), new.python_name(at, wire)
        if was != now and all(_has_pointer(one, at) for one in (old, new)):
            message = f"{quote_value(wire)} is now called {now} in Python; before: {was}. Requests are the same."
            yield _change(
                new, "/names", f"names-{EditKind.CHANGED}", Compatibility.WARNING, message
            )


def _has_pointer(endpoint: Endpoint, pointer: str) -> bool:
    try:
        resolve_pointer(inline_references(endpoint.input), pointer)
    except LookupError:
        return False
    return True


def _compare_listings(old: Endpoint, new: Endpoint) -> Iterator[Change]:
    """Compare catalogue entries: another price is a warning, the rest never matters."""
    was, now = old.listing, new.listing
    yield from _compare_prices(new, _price_text(was), _price_text(now))
    if was and now and (was.kind, was.categories) != (now.kind, now.categories):
        message = "The catalogue lists the endpoint under other categories."
        yield _change(
            new, "/catalogue", f"catalogue-{EditKind.CHANGED}", Compatibility.UNCHANGED, message
        )


def _compare_prices(new: Endpoint, was: str, now: str) -> Iterator[Change]:
    """Compare prices: a first price is no change, a removed one is a warning."""
    if was == now:
        return
    edit, verdict, message = (
        EditKind.CHANGED,
        Compatibility.WARNING,
        f"The price is now {now}; it was {was}.",
    )
    if not was:
        edit, verdict = EditKind.ADDED, Compatibility.UNCHANGED
        message = f"The first documented price is {now}."
    elif not now:
        edit, message = EditKind.REMOVED, f"The price is no longer documented; it was {was}."
    at = "/catalogue/price" if now else "/catalogue" if new.listing else ""
    yield _change(new, at, f"price-{edit}", verdict, message)


def _price_text(listing: CatalogueListing | None) -> str:
    """Return the price in words; empty if there is none."""
    price = listing.price if listing else None
    if price is None or price.usd is None:
        return price.note if price else ""
    unit = f" for each {price.unit}" if price.unit else ""
    return f"{price.usd} USD{unit}{f' ({price.note})' if price.note else ''}"


def _change(
    endpoint: Endpoint, pointer: str, kind: str, verdict: Compatibility, message: str
) -> Change:
    return Change(endpoint.id, pointer, kind, verdict, message, location=endpoint.location(pointer))
