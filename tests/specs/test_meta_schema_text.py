"""What belongs at a place is said by the message itself: nobody is sent to a file that he does not have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clientwright import pipeline
from clientwright.json_types import is_dict, is_list
from clientwright.specs.bundled_data import meta_schema
from clientwright.specs.meta_schema_text import describe_expected
from sources.support import ROOT

SPEC = ROOT / "specs/runcomfy/kling/kling-3.0/standard/text-to-video.json"


def advice(folder: Path, **wrong: Any) -> str:
    """Lint the specs of this repository with something wrong in one; give what to try."""
    path = folder / SPEC.relative_to(ROOT / "specs")
    path.parent.mkdir(parents=True)
    service = ROOT / "specs/runcomfy/service.json"
    (folder / "runcomfy/service.json").write_bytes(service.read_bytes())
    path.write_text(json.dumps({**json.loads(SPEC.read_text("utf-8")), **wrong}), "utf-8")
    (problem, *_) = [p for p in pipeline.lint(folder) if p.code == "not-a-spec"]
    return problem.advice()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"notes": "x"}, "a list, each item a text. What people know"),
        ({"note": ["x"]}, "an object with id (required), input (required), output, rules, notes"),
        ({"names": {"x": "y"}}, "each value a text. What a property is called in Python"),
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
def test_what_belongs_there_is_said(tmp_path: Path, wrong: dict[str, Any], said: str) -> None:
    """Whatever is wrong, the message says the form of what belongs there."""
    assert said in advice(tmp_path, **wrong)


def parts(value: object) -> list[dict[str, Any]]:
    """Give every object inside a document."""
    if is_dict(value):
        return [value, *(part for inner in value.values() for part in parts(inner))]
    return [part for inner in value for part in parts(inner)] if is_list(value) else []


@pytest.mark.parametrize("kind", ["endpoint", "service"])
def test_every_part_of_a_form_can_be_said(kind: str) -> None:
    """No part of a meta-schema, whether it says a type or only a spelling, is without a sentence."""
    whole = meta_schema(kind)
    for part in parts(whole):
        said = describe_expected(part, whole)
        assert said.startswith("Expected ")
        assert "$" not in said.partition(".")[0]


def test_the_page_names_every_part() -> None:
    """docs/specs.md has a line for each key of a spec, and for each that a catalogue or a price can have."""
    page = (ROOT / "docs/specs.md").read_text("utf-8")
    whole = meta_schema("endpoint")
    catalogue = whole["properties"]["catalogue"]["properties"]
    for name in (*whole["properties"], *catalogue, *catalogue["price"]["properties"]):
        assert f"`{name}`" in page
