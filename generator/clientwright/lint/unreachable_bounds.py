"""Find bounds that can never be reached while the rules are kept."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.lint.problems import NeverReached
from clientwright.problems import Problem
from clientwright.schema.references import inline_references
from clientwright.specs.model import Endpoint


def check(endpoint: Endpoint) -> Iterator[Problem]:
    """Yield a note for every bound that a rule makes unreachable."""
    schema = inline_references(endpoint.input)
    for rule in endpoint.rules:
        for implied in rule.implied_bounds(schema):
            location = endpoint.location(f"/input{implied.pointer}/{implied.keyword}")
            yield NeverReached(
                location,
                implied.keyword,
                implied.written,
                implied.reachable,
                implied.arithmetic,
                rule.kind,
            )
