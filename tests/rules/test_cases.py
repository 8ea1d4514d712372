"""Every case, by every judge: the rule, what a package carries, JSON Schema, and the spec's form."""

from __future__ import annotations

import ast
import inspect
import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clientwright.emit import code
from clientwright.rules.registry import BY_NAME, as_json, class_name
from clientwright.spec.data import meta
from clientwright.spec.names import PyName
from rules.cases import CASES, FOLDER, Case

DOCS = Path(__file__).parents[2] / "docs" / "rules.md"
every = pytest.mark.parametrize("case", CASES, ids=str)


def fits(schema: Any, payload: Any) -> bool:
    """Tell whether a payload fits a schema."""
    return Draft202012Validator(schema).is_valid(payload)


@every
def test_what_keeps_the_rule_is_taken_by_every_judge(case: Case) -> None:
    """A payload that keeps the rule fits the schema, and neither judge says a word."""
    for payload in case["keeps"]:
        assert fits(case.schema, payload)
        assert case.faults(payload) == []
        assert case.carried(payload) == []


@every
def test_what_breaks_the_rule_is_refused_by_every_judge(case: Case) -> None:
    """A payload that breaks the rule fits the schema, and both judges name the same place once."""
    for broken in case["breaks"]:
        assert fits(case.schema, broken["payload"])
        assert [fault.pointer for fault in case.faults(broken["payload"])] == [broken["at"]]
        assert case.carried(broken["payload"]) == [broken["at"]]


@every
def test_where_a_type_is_wrong_the_rule_is_silent(case: Case) -> None:
    """What the schema refuses for its type is not said twice."""
    for payload in case["silent"]:
        assert case.faults(payload) == []
        assert case.carried(payload) == []


@every
def test_json_schema_says_the_same_where_it_can(case: Case) -> None:
    """The rule as JSON Schema takes what keeps it and refuses what breaks it; sums and citations have none."""
    said = case.rule.as_schema(case.schema)
    assert (said is not None) == case["json_schema"]
    if said is not None:
        Draft202012Validator.check_schema(said)
        assert all(fits(said, payload) for payload in case["keeps"])
        assert not any(fits(said, broken["payload"]) for broken in case["breaks"])


@every
def test_a_rule_is_written_as_it_was_read(case: Case) -> None:
    """The spec form survives reading and writing, the meta-schema takes it, and its places exist."""
    assert as_json(case.rule) == case["rule"]
    form = {**meta("endpoint")["$defs"]["rule"], "$defs": meta("endpoint")["$defs"]}
    assert fits(form, case["rule"])
    assert not fits(form, {**case["rule"], "surplus": 1})
    assert not fits(form, {"kind": case["rule"]["kind"]})
    assert all(path.schema(case.schema) is not None for path in case.rule.paths())


@every
def test_the_sentence_is_the_one_expected(case: Case) -> None:
    """The rule's sentence is the case's; read as prose it is this rule or, where it names an array's items, none."""
    rule = case.rule
    assert rule.sentence() == case["sentence"]
    read = type(rule).recognise(rule.sentence(), "", case.schema)
    assert read in (rule, None)
    simple = all(len(path.steps) == 1 for path in rule.paths())
    assert not simple or read == rule


@every
def test_generated_source_is_a_call_of_plain_data(case: Case) -> None:
    """The call names the kind's class in the runtime, and its arguments survive being written as source."""
    call = case.rule.call(case.schema)
    assert call.name == class_name(case.rule.kind)
    tree = ast.parse(code.call(PyName(call.name), call.arguments), mode="eval").body
    assert isinstance(tree, ast.Call)
    assert {k.arg: ast.literal_eval(k.value) for k in tree.keywords} == dict(call.arguments)
    module = import_module(f"clientwright.runtime.rules.{case.rule.kind.replace('-', '_')}")
    inspect.signature(getattr(module, call.name)).bind(**call.arguments)


@pytest.mark.parametrize("kind", sorted(BY_NAME))
def test_every_kind_is_whole(kind: str) -> None:
    """A kind has its cases (with faults in them), its form in the meta-schema, its file in the runtime, its page."""
    own = [case for case in CASES if case.rule.kind == kind]
    assert own
    assert any(case["breaks"] for case in own)
    assert {case.name.split("/")[0] for case in own} == {kind}
    assert kind in meta("endpoint")["$defs"]
    assert import_module(f"clientwright.runtime.rules.{kind.replace('-', '_')}")
    assert f"### {kind}\n" in DOCS.read_text("utf-8")


def test_no_folder_of_cases_is_left_behind() -> None:
    """Every folder of cases is that of a kind."""
    assert {path.name for path in FOLDER.iterdir()} == set(BY_NAME)
    assert all(json.loads(p.read_text("utf-8")) for p in FOLDER.rglob("*.json"))
