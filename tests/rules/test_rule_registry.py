"""Every kind of rule is registered, tested, and has a form in the meta-schema of specs."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from clientwright.rules.base import Rule
from clientwright.rules.rule_registry import RULE_TYPES, RULE_TYPES_BY_KIND, from_json
from clientwright.specs.bundled_data import meta_schema

ROOM = Path(__file__).parents[2] / "generator" / "clientwright" / "rules"


def test_every_kind_is_listed_under_its_own_name() -> None:
    """Names are unique, and no kind is written without being listed."""
    assert len(RULE_TYPES_BY_KIND) == len(RULE_TYPES)
    assert set(RULE_TYPES) == {
        kind for kind in Rule.__subclasses__() if RULE_TYPES_BY_KIND.get(kind.kind) is kind
    }
    written = {path.stem for path in ROOM.glob("*.py") if "(Rule)" in path.read_text("utf-8")}
    assert written == {name.replace("-", "_") for name in RULE_TYPES_BY_KIND}


def test_the_meta_schema_knows_the_same_kinds() -> None:
    """The form of a spec lists every kind that the program has and no other."""
    assert sorted(meta_schema("endpoint")["$defs"]["rule"]["properties"]["kind"]["enum"]) == sorted(
        RULE_TYPES_BY_KIND
    )


@pytest.mark.parametrize("name", sorted(RULE_TYPES_BY_KIND))
def test_a_rule_without_its_parts_has_no_form(name: str) -> None:
    """The meta-schema refuses a rule that lacks its parts, and reading it raises KeyError."""
    rule = {**meta_schema("endpoint")["$defs"]["rule"], "$defs": meta_schema("endpoint")["$defs"]}
    assert not Draft202012Validator(rule).is_valid({"kind": name})
    with pytest.raises(KeyError):
        from_json({"kind": name})


def test_an_unknown_kind_is_refused() -> None:
    """A kind that no file knows is a KeyError, never a rule that checks nothing."""
    with pytest.raises(KeyError, match="some-kind"):
        from_json({"kind": "some-kind"})
