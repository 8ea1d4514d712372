"""What a fault is: a value that keeps one keyword by a hair, and the value that breaks it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.contract.making.values import Maker, types

Schema = Mapping[str, Any]


Good = Callable[[Maker, Schema], Any]


def any_good(maker: Maker, schema: Schema) -> Any:
    """Make any value that fits."""
    return maker.make(schema)


def good_of(schema: Schema, kind: str) -> Good:
    """Give what makes values of one of the types that a schema allows."""
    if types(schema) == (kind,) and "type" in schema:
        return any_good
    return lambda maker, found: maker.make({**found, "type": kind})


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to break a keyword at a place.

    `good` makes the value of the accepted twin, `bad` turns it into the value that
    breaks the keyword (`MISSING` takes the value away). `sentence` says the promise.
    `asked_of` names the judges it is asked of where not all are bound by it.
    """

    keyword: str
    name: str
    sentence: str
    bad: Callable[[Maker, Any], Any]
    good: Good = any_good
    only_client: bool = False
