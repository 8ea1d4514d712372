"""Every kind of rule is registered, and has a form in the meta-schema."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from clientwright.rules.base import Rule
from clientwright.rules.rule_registry import RULE_TYPES, RULE_TYPES_BY_KIND, from_json
from clientwright.specs.bundled_data import meta_schema

PACKAGE = Path(__file__).parents[2] / "generator" / "clientwright" / "rules"


def test_every_kind_is_registered_once() -> None:
    """Names are unique, and every rule class is registered."""
    assert len(RULE_TYPES_BY_KIND) == len(RULE_TYPES)
    assert set(RULE_TYPES) == {
        kind for kind in Rule.__subclasses__() if RULE_TYPES_BY_KIND.get(kind.kind) is kind
    }
    written = {path.stem for path in PACKAGE.glob("*.py") if "(Rule)" in path.read_text("utf-8")}
    assert written == {name.replace("-", "_") for name in RULE_TYPES_BY_KIND}


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
