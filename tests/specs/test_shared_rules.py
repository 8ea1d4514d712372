"""Rules that a service's file states once: every endpoint with all the fields has them, and no spec stores them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clientwright.codegen.package_plan import rule_sentences
from clientwright.evolution.diff import diff_specs
from clientwright.lint.lint_folder import lint_folder
from clientwright.rules.base import Rule
from clientwright.sandbox.input_validation import InputValidator
from clientwright.specs.spec_files import load_specs, save_endpoint
from sources.support import ROOT

RULE = {"kind": "at-most-one-of", "fields": ["$.negative_prompt", "$.shot_type"]}
SOUND = {"kind": "at-most-one-of", "fields": ["$.sound", "$.shot_type"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the repository's specs."""
    shutil.copytree(ROOT / "specs" / "runcomfy", tmp_path / "specs" / "runcomfy")
    return tmp_path / "specs"


def share(folder: Path, *shared: tuple[Sequence[str], Mapping[str, Any]]) -> None:
    """Write rules into the service's file."""
    path = folder / "runcomfy" / "service.json"
    document = json.loads(path.read_text("utf-8"))
    document["rules"] = [{"endpoints": list(names), "rule": rule} for names, rule in shared]
    path.write_text(json.dumps(document), "utf-8")


def shared_rules(folder: Path) -> dict[str, list[Rule]]:
    """Return the shared rules of each endpoint, by the last segment of its id."""
    (specs,) = load_specs(folder).services
    found = {one.id.segments[-1]: one for one in specs.endpoints}
    return {name: [r for r in one.rules if r.shared] for name, one in found.items()}


@pytest.mark.parametrize(
    ("patterns", "rule", "expected"),
    [
        (["kling/*"], RULE, {"image-to-video", "text-to-video"}),
        (["kling/*"], SOUND, {"text-to-video"}),
        (["*/text-to-video"], RULE, {"text-to-video"}),
        (["wan/*"], RULE, set[str]()),
        (["wan/*", "*"], SOUND, {"text-to-video"}),
    ],
)
def test_endpoints_with_all_fields_have_the_rule(
    folder: Path, patterns: list[str], rule: Mapping[str, Any], expected: set[str]
) -> None:
    """An endpoint has a shared rule if a pattern matches its id and it has every field."""
    share(folder, (patterns, rule))
    found = shared_rules(folder)
    assert {name for name, rules in found.items() if rules} == expected
    assert all(r.as_json() == rule for rules in found.values() for r in rules)
    problems = [one.code for one in lint_folder(folder) if one.severity == "warning"]
    assert problems == ([] if expected else ["shared-for-nothing"])


def test_a_shared_rule_is_in_no_spec(folder: Path) -> None:
    """Saving an endpoint that was loaded with shared rules leaves its file as it is; an own equal rule counts once."""
    share(folder, (["kling/*"], RULE), (["*"], RULE))
    (specs,) = load_specs(folder).services
    before = [one.path.read_bytes() for one in specs.endpoints]
    assert not any(save_endpoint(folder, specs.service, one) for one in specs.endpoints)
    assert [one.path.read_bytes() for one in specs.endpoints] == before
    assert [len(rules) for rules in shared_rules(folder).values()] == [1, 1]


def test_everybody_sees_the_rule(folder: Path) -> None:
    """Client texts, sandbox and diff treat a shared rule as a rule of the endpoint."""
    (old,) = load_specs(folder).services
    share(folder, (["kling/*"], SOUND))
    (new,) = load_specs(folder).services
    text = next(one for one in new.endpoints if one.id.endswith("text-to-video"))
    assert rule_sentences(text).endswith("Written in service.json for several endpoints.")
    payload = {"prompt": "a", "sound": True, "shot_type": "customize"}
    bare = replace(text, rules=text.own_rules)
    assert InputValidator.for_endpoint(bare, old.service).faults(payload) == []
    (fault,) = InputValidator.for_endpoint(text, new.service).faults(payload)
    assert fault["type"] == "at-most-one-of"
    (change,) = diff_specs(old, new).changes
    assert (change.endpoint, change.compatibility) == (text.id, "breaking")
