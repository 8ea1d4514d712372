"""Messages describe what is expected; nobody has to look up a meta-schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clientwright.io.json_types import is_dict, is_list
from clientwright.lint.lint_folder import lint_folder
from clientwright.problems import Problem
from clientwright.specs.bundled_data import meta_schema
from clientwright.specs.spec_validation import describe_expected
from sources.support import ROOT

SPEC = ROOT / "specs/runcomfy/kling/kling-3.0/standard/text-to-video.json"


def lint_spec(folder: Path, **wrong: Any) -> Problem:
    """Return the first problem of lint on this repository's specs with an error in one of them."""
    path = folder / SPEC.relative_to(ROOT / "specs")
    path.parent.mkdir(parents=True)
    service = ROOT / "specs/runcomfy/service.json"
    (folder / "runcomfy/service.json").write_bytes(service.read_bytes())
    path.write_text(json.dumps({**json.loads(SPEC.read_text("utf-8")), **wrong}), "utf-8")
    (problem, *_) = [p for p in lint_folder(folder) if p.code == "not-a-spec"]
    return problem


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"notes": "x"}, "a list, each item a text. Facts that no page documents"),
        (
            {"note": ["x"]},
            "an object with id (required), input (required), version, output, rules, dismissed, notes",
        ),
        ({"names": {"x": "y"}}, "each value a text. Python names of properties"),
        ({"retired": "yes"}, "Expected true."),
        ({"catalogue": {"price": 3}}, "said (required), kind, categories, price."),
        ({"rules": [{"kind": "sum-equals"}]}, "addends (required), total (required)"),
        ({"rules": [{"kind": "requires", "field": "$.prompt"}]}, "needs or count (required)"),
        ({"rules": [{"kind": "at-most-one-of", "fields": ["$.a"]}]}, "a list of at least 2"),
        (
            {"rules": [{"kind": "requires", "field": "$.a", "needs": ["$.b..c"]}]},
            "field (required), needs or count (required)",
        ),
    ],
)
def test_advice_describes_what_is_expected(
    tmp_path: Path, wrong: dict[str, Any], expected: str
) -> None:
    """Whatever is wrong, the message describes what is expected there."""
    assert expected in lint_spec(tmp_path, **wrong).advice()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("sum-equal", "'sum-equal' is not a kind of rule, did you mean 'sum-equals'?"),
        ("zzz", "'zzz' is not a kind of rule."),
    ],
)
def test_mistyped_rule_kind(tmp_path: Path, kind: str, expected: str) -> None:
    """A mistyped kind of rule is answered with the nearest one; the kinds are listed once."""
    problem = lint_spec(tmp_path, rules=[{"kind": kind}])
    assert problem.found().endswith(expected)
    assert str(problem).count("at-most-one-of") == 1


def parts(value: object) -> list[dict[str, Any]]:
    """Return every object inside a document."""
    if is_dict(value):
        return [value, *(part for inner in value.values() for part in parts(inner))]
    return [part for inner in value for part in parts(inner)] if is_list(value) else []


@pytest.mark.parametrize("kind", ["endpoint", "service"])
def test_every_part_of_a_meta_schema_is_described(kind: str) -> None:
    """Every part of a meta-schema has a description without internal references."""
    root = meta_schema(kind)
    for part in parts(root):
        expected = describe_expected(part, root)
        assert expected.startswith("Expected ")
        assert "$" not in expected.partition(".")[0]


def test_documentation_lists_every_key() -> None:
    """docs/specs.md has a line for each key of a spec, of its `catalogue` and of its `price`."""
    page = (ROOT / "docs/specs.md").read_text("utf-8")
    root = meta_schema("endpoint")
    catalogue = root["properties"]["catalogue"]["properties"]
    for name in (*root["properties"], *catalogue, *catalogue["price"]["properties"]):
        assert f"`{name}`" in page
