"""Rules that a service's file states once for several endpoints: for each one that has all the fields.

{"endpoints": ["kling/*"], "rule": {"kind": "at-most-one-of", "fields": ["$.image_url", "$.video_url"]}}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from clientwright.problems import Location
from clientwright.rules.base import Rule
from clientwright.rules.json_path import JsonPath
from clientwright.schema.references import BadReference, inline_references


@dataclass(frozen=True, slots=True)
class SharedRule:
    """A rule and the patterns of the ids of its endpoints, such as `kling/*`."""

    patterns: tuple[str, ...]
    rule: Rule

    @classmethod
    def from_json(cls, data: Mapping[str, Any], location: Location) -> SharedRule:
        """Read a shared rule from its form in a service's file.

        Raises:
            KeyError: the rule's kind is unknown, or a part is missing.
            ValueError: a path in it cannot be parsed.
        """
        from clientwright.rules import kinds

        rule = replace(kinds.from_json(data["rule"]), origin=None, shared=location)
        return cls(tuple(data["endpoints"]), rule)

    def is_for(self, id: str) -> bool:
        """Return whether a pattern matches an id."""
        return any(fnmatchcase(id, pattern) for pattern in self.patterns)


def missing_fields(rule: Rule, schema: Mapping[str, Any]) -> tuple[JsonPath, ...]:
    """Return the fields of a rule that an input schema does not have; all of them if it cannot be read."""
    try:
        inlined = inline_references(dict(schema))
    except BadReference:
        return rule.paths()
    return tuple(path for path in rule.paths() if path.schema(inlined) is None)


def own_rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules that an endpoint's spec states itself."""
    return tuple(rule for rule in rules if rule.shared is None)


def add_shared_rules(
    id: str, schema: Mapping[str, Any], rules: Iterable[Rule], shared: Iterable[SharedRule]
) -> tuple[Rule, ...]:
    """Return an endpoint's own rules, then the shared ones that fit it and that it does not state itself."""
    found = list(own_rules(rules))
    for one in shared:
        known = any(one.rule.without_source() == rule.without_source() for rule in found)
        if not known and one.is_for(id) and not missing_fields(one.rule, schema):
            found.append(one.rule)
    return tuple(found)
