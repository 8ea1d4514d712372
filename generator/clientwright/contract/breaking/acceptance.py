"""What must be accepted, by name: the smallest input, the fullest, each field alone, each listed value, 5.0 for 5."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from clientwright.contract.breaking.sites import Site, reach, sites
from clientwright.contract.making.draws import Choices, FullDraw, LeastDraw
from clientwright.contract.making.payloads import Workshop
from clientwright.contract.making.values import types
from clientwright.contract.oracle import Oracle
from clientwright.rules.generation_context import Payload
from clientwright.rules.json_edit import matching_pointers, set_value, value_at

Build = Callable[[Workshop, Choices], Payload | None]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One thing that must be accepted; `once` where every example of it is the same."""

    name: str
    place: str
    sentence: str
    build: Build
    once: bool = False


def acceptances(shop: Workshop) -> Iterator[Acceptance]:
    """List what must be accepted, any valid input first; what is made and is not valid is none of it."""
    oracle = Oracle(shop)
    return (replace(found, build=_Valid(oracle, found.build)) for found in _acceptances(shop))


def _acceptances(shop: Workshop) -> Iterator[Acceptance]:
    whole = "/input"
    said = "An input that keeps schema and rules is accepted."
    yield Acceptance("valid", whole, said, lambda shop, choices: shop.payload(choices))
    for name, said, draw in (
        ("minimal", "only what is required", LeastDraw()),
        ("full", "every field", FullDraw()),
    ):
        yield Acceptance(name, whole, f"An input of {said} is accepted.", _fixed(draw), once=True)
    for site in sites(shop.schema):
        yield from _of_site(site, shop)


@dataclass(frozen=True, slots=True)
class _Valid:
    """Gives what is made for an acceptance where schema and rules take it."""

    oracle: Oracle
    build: Build

    def __call__(self, shop: Workshop, choices: Choices) -> Payload | None:
        """Make a payload by choices."""
        payload = self.build(shop, choices)
        return None if payload is None or self.oracle.faults(payload) else payload


def _of_site(site: Site, shop: Workshop) -> Iterator[Acceptance]:
    place = "/input" + site.pointer
    optional = len(site.path.steps) == 1 and site.path.steps[0] not in shop.schema.get(
        "required", ()
    )
    if optional:
        said = f"{site.name} is accepted alone, beside what is required."
        yield Acceptance(f"{site.name}/alone", place, said, _alone(site))
    for keyword in _BOUNDS:
        if keyword in site.schema and site.path.steps:
            said = f"{site.name} may stand on its bound: {keyword} {site.schema[keyword]}."
            yield Acceptance(
                f"{site.name}/at-{keyword}", f"{place}/{keyword}", said, _at(site, keyword)
            )
    for name, value in _listed(site.schema.get("enum", ())).items():
        said = f"{site.name} may be {json.dumps(value, ensure_ascii=False)}."
        yield Acceptance(f"{site.name}/enum/{name}", f"{place}/enum", said, _with(site, value))
    if types(site.schema) == ("integer",) and "type" in site.schema:
        said = f"{site.name} may be written with a fraction of zero: 5.0 is the integer 5."
        yield Acceptance(f"{site.name}/integral", f"{place}/type", said, _integral(site))


def _listed(values: Sequence[Any]) -> dict[str, Any]:
    """Name listed values: a text by itself, anything else as JSON, beside an equal text in brackets."""
    texts = {value: value for value in values if isinstance(value, str)}
    others = {json.dumps(value): value for value in values if not isinstance(value, str)}
    return texts | {f"({name})" if name in texts else name: v for name, v in others.items()}


def _fixed(draw: Choices) -> Callable[[Workshop, Choices], Payload]:
    return lambda shop, _: shop.payload(draw)


def _alone(site: Site) -> Callable[[Workshop, Choices], Payload | None]:
    def build(shop: Workshop, choices: Choices) -> Payload | None:
        payload = shop.payload(LeastDraw(), site.path)
        return payload if reach(payload, site, shop.bench(choices)) else None

    return build


def _with(site: Site, value: Any) -> Callable[[Workshop, Choices], Payload | None]:
    def build(shop: Workshop, choices: Choices) -> Payload | None:
        payload, bench = shop.payload(choices, site.path), shop.bench(choices)
        reach(payload, site, bench)
        slot = choices.pick(matching_pointers(site.path, payload))
        set_value(payload, slot, value)
        return None if bench.pinning(slot).unsettled(payload) else payload

    return build


_BOUNDS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")


def _at(site: Site, keyword: str) -> Callable[[Workshop, Choices], Payload | None]:
    """Put a value on a bound: a number, or a text or an array of that length."""
    bound = site.schema[keyword]
    if keyword in ("minimum", "maximum"):
        return _with(site, bound)
    sized = {f"{end}{keyword[3:]}": bound for end in ("min", "max")}

    def build(shop: Workshop, choices: Choices) -> Payload | None:
        made = shop.bench(choices).make({**site.schema, **sized})
        return _with(site, made)(shop, choices)

    return build


def _integral(site: Site) -> Callable[[Workshop, Choices], Payload | None]:
    def build(shop: Workshop, choices: Choices) -> Payload | None:
        payload, bench = shop.payload(choices, site.path), shop.bench(choices)
        if not reach(payload, site, bench):
            return None
        for slot in matching_pointers(site.path, payload):
            value = value_at(payload, slot)
            if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53:
                set_value(payload, slot, float(value))
        return payload

    return build
