"""Every kind of rule is registered, and has a form in the meta-schema."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import isabstract

import pytest
from jsonschema import Draft202012Validator

from clientwright.rules.base import Rule
from clientwright.rules.rule_registry import RULE_TYPES, RULE_TYPES_BY_KIND, from_json
from clientwright.specs.bundled_data import meta_schema


def test_every_kind_is_registered_once() -> None:
    """Names are unique, and every rule class is registered."""
    assert len(RULE_TYPES_BY_KIND) == len(RULE_TYPES)
    written = {kind.kind for kind in rule_classes(Rule) if not isabstract(kind)}
    assert written == set(RULE_TYPES_BY_KIND)


def rule_classes(base: type[Rule]) -> Iterator[type[Rule]]:
    """Yield every class below another."""
    for kind in base.__subclasses__():
        yield kind
        yield from rule_classes(kind)


def test_meta_schema_lists_the_same_kinds() -> None:
    """The meta-schema lists exactly the registered kinds."""
    assert sorted(meta_schema("endpoint")["$defs"]["rule"]["properties"]["kind"]["enum"]) == sorted(
        RULE_TYPES_BY_KIND
    )


@pytest.mark.parametrize("name", sorted(RULE_TYPES_BY_KIND))
def test_rule_without_parts_is_rejected(name: str) -> None:
    """The meta-schema rejects a rule without its parts, and reading it raises KeyError."""
    rule = {**meta_schema("endpoint")["$defs"]["rule"], "$defs": meta_schema("endpoint")["$defs"]}
    assert not Draft202012Validator(rule).is_valid({"kind": name})
    with pytest.raises(KeyError):
        from_json({"kind": name})


def test_unknown_kind_is_rejected() -> None:
    """An unknown kind raises KeyError."""
    with pytest.raises(KeyError, match="some-kind"):
        from_json({"kind": "some-kind"})
