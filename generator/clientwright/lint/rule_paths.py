"""Check that rules name fields that exist."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.lint.problems import RuleNamesNothing
from clientwright.problems import Problem
from clientwright.schema.references import inline_references
from clientwright.specs.model import Endpoint


def check(endpoint: Endpoint) -> Iterator[Problem]:
    """Follow every path of every rule through the input schema."""
    schema = inline_references(endpoint.input)
    for n, rule in enumerate(endpoint.rules):
        for path in rule.paths():
            if path.schema(schema) is None:
                yield RuleNamesNothing(endpoint.location(f"/rules/{n}"), rule.kind, str(path))
