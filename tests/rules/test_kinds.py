"""Every kind of rule is registered, has a form in the meta-schema, and every projection of a constraint."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import isabstract
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from clientwright.rules import kinds
from clientwright.rules.base import PROJECTIONS, Rule
from clientwright.rules.kinds import (
    KINDS,
    RULE_TYPES,
    RULE_TYPES_BY_KIND,
    from_json,
    module_name,
)
from clientwright.schema import constraint
from clientwright.specs.bundled_data import data_folder, meta_schema
from clientwright.specs.rule_documents import docs_text, meta_schema_text
from rules.cases import CASES, Case


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


def test_every_module_of_a_kind_is_registered() -> None:
    """The folder of kinds has the modules of the registry and no others."""
    modules = {path.stem for path in Path(kinds.__path__[0]).glob("*.py")} - {"__init__"}
    assert modules == set(map(module_name, KINDS))


def test_committed_meta_schema_is_generated() -> None:
    """The meta-schema is what the kinds state; if not, run `nox -s generate`."""
    path = data_folder() / "meta" / "endpoint.schema.json"
    assert path.read_text("utf-8") == meta_schema_text()
    assert meta_schema("endpoint")["$defs"]["rule"]["properties"]["kind"]["enum"] == [*KINDS]


def test_committed_list_of_kinds_is_generated() -> None:
    """The documentation lists the kinds as their modules describe them; if not, run `nox -s generate`."""
    page = (data_folder().parent / "docs" / "rules.md").read_text("utf-8")
    assert page == docs_text(page)
    assert [line[4:] for line in page.splitlines() if line.startswith("### ")] == [*KINDS]


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


def test_rules_have_the_projections_of_constraints() -> None:
    """What is known of a keyword is known of a rule: each projection is a method."""
    assert tuple(PROJECTIONS) == constraint.PROJECTIONS
    assert all(callable(getattr(Rule, method)) for method in PROJECTIONS.values())


@pytest.mark.parametrize("kind", RULE_TYPES, ids=lambda kind: kind.kind)
def test_every_kind_says_each_projection(kind: type[Rule]) -> None:
    """No kind leaves a projection abstract."""
    assert not kind.__abstractmethods__ & set(PROJECTIONS.values())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_mutation_keeps_another_rule(case: Case) -> None:
    """Each mutation of a rule has a name of its own, and is not the rule itself."""
    found = list(case.rule.mutations(case.schema))
    assert len({one.name for one in found}) == len(found)
    assert all(one.kept is None or one.kept.as_json() != case.rule.as_json() for one in found)
