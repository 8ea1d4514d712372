"""The kinds of rules; a new kind is a new module and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from clientwright.rules.base import Origin, Rule
from clientwright.rules.kinds.at_least_one_of import AtLeastOneOf
from clientwright.rules.kinds.at_most_one_of import AtMostOneOf
from clientwright.rules.kinds.bound_when import BoundWhen
from clientwright.rules.kinds.cited_media import CitedMedia
from clientwright.rules.kinds.counts_together import CountsTogether
from clientwright.rules.kinds.requires import Requires
from clientwright.rules.kinds.sum_at_most import SumAtMost
from clientwright.rules.kinds.sum_equals import SumEquals
from clientwright.rules.kinds.value_forbids_value import ValueForbidsValue

RULE_TYPES: tuple[type[Rule], ...] = (
    SumEquals,
    SumAtMost,
    AtMostOneOf,
    AtLeastOneOf,
    Requires,
    ValueForbidsValue,
    BoundWhen,
    CountsTogether,
    CitedMedia,
)
RULE_TYPES_BY_KIND: Mapping[str, type[Rule]] = {kind.kind: kind for kind in RULE_TYPES}


def class_name(kind: str) -> str:
    """Return the name of the class of a kind, here and in the runtime."""
    return "".join(part.title() for part in kind.split("-"))


def from_json(data: Mapping[str, Any]) -> Rule:
    """Read a rule of any kind from its spec form.

    Raises:
        KeyError: The kind is unknown, or a part is missing.
        ValueError: A path in it cannot be parsed.
    """
    rule = RULE_TYPES_BY_KIND[data["kind"]].from_json(data)
    origin = data.get("origin")
    if not isinstance(origin, dict):
        return rule
    known = cast(dict[str, str], origin)
    return replace(rule, origin=Origin(known["at"], known["locale"]))


def as_json(rule: Rule) -> dict[str, Any]:
    """Return a rule of any kind in its spec form, with its origin."""
    written = rule.as_json()
    return written if rule.origin is None else {**written, "origin": rule.origin.as_json()}
