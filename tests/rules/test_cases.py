"""Every case, by every judge: the rule, what a package carries, JSON Schema, and the spec's form."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clientwright.codegen import code
from clientwright.json_types import is_dict, is_list
from clientwright.rules.json_path import JsonPath as Where
from clientwright.rules.json_path import escape_token
from clientwright.rules.rule_registry import RULE_TYPES_BY_KIND, as_json, class_name
from clientwright.specs.bundled_data import meta_schema
from clientwright.specs.json_text import resolve_pointer
from clientwright.specs.python_identifiers import PyName
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
        assert case.runtime_pointers(payload) == []


@every
def test_what_breaks_the_rule_is_refused_by_every_judge(case: Case) -> None:
    """A payload that breaks the rule fits the schema, and both judges name the same place once."""
    for broken in case["breaks"]:
        assert fits(case.schema, broken["payload"])
        assert [fault.pointer for fault in case.faults(broken["payload"])] == [broken["at"]]
        assert case.runtime_pointers(broken["payload"]) == [broken["at"]]


@every
def test_where_a_type_is_wrong_the_rule_is_silent(case: Case) -> None:
    """What the schema refuses for its type is not said twice."""
    for payload in case["silent"]:
        assert case.faults(payload) == []
        assert case.runtime_pointers(payload) == []


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
    form = {**meta_schema("endpoint")["$defs"]["rule"], "$defs": meta_schema("endpoint")["$defs"]}
    assert fits(form, case["rule"])
    assert not fits(form, {**case["rule"], "surplus": 1})
    assert not fits(form, {"kind": case["rule"]["kind"]})
    assert all(path.schema(case.schema) is not None for path in case.rule.paths())


@every
def test_the_sentence_is_the_one_expected(case: Case) -> None:
    """The rule's sentence is the case's; read as prose it is this rule or, where it names an array's items, none."""
    rule = case.rule
    assert rule.sentence() == case["sentence"]
    read = type(rule).recognize(rule.sentence(), "", case.schema)
    assert read in (rule, None)
    simple = all(len(path.steps) == 1 for path in rule.paths())
    assert not simple or read == rule


@every
def test_generated_source_is_a_call_of_plain_data(case: Case) -> None:
    """The call names the kind's class in the runtime, and its arguments survive being written as source."""
    call = case.rule.runtime_call(case.schema)
    assert call.name == class_name(case.rule.kind)
    tree = ast.parse(code.call(PyName(call.name), call.arguments), mode="eval").body
    assert isinstance(tree, ast.Call)
    assert {k.arg: ast.literal_eval(k.value) for k in tree.keywords} == dict(call.arguments)
    module = import_module(f"clientwright.runtime.rules.{case.rule.kind.replace('-', '_')}")
    inspect.signature(getattr(module, call.name)).bind(**call.arguments)


@every
def test_bounds_that_are_never_reached_are_found(case: Case) -> None:
    """The rule finds the bounds of the case that it makes unreachable, and says why."""
    found = list(case.rule.implied_bounds(case.schema))
    assert [[i.pointer, i.keyword, i.written, i.reachable] for i in found] == case["implied"]
    assert all(
        i.arithmetic and resolve_pointer(case.schema, i.pointer)[i.keyword] == i.written
        for i in found
    )


HOSTILE = (
    "a/b",
    "m~n",
    "__class__",
    "é名",
    "it's",
    'say "x"',
    "[*]",
    "$",
    " ",
    "self",
    "items",
    "\\",
)


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Give fields other names, as keys, in lists of names, and in pointers."""
    if is_dict(value):
        return {names.get(key, key): renamed(inner, names) for key, inner in value.items()}
    if is_list(value):
        return [renamed(inner, names) for inner in value]
    if isinstance(value, str) and value.startswith("/"):
        return "/".join(escape_token(names.get(token, token)) for token in value.split("/"))
    return names.get(value, value) if isinstance(value, str) else value


def rerouted(value: Any, names: Mapping[str, str]) -> Any:
    """Give fields other names in the paths of a rule."""
    if is_dict(value):
        return {key: rerouted(inner, names) for key, inner in value.items()}
    if is_list(value):
        return [rerouted(inner, names) for inner in value]
    if not isinstance(value, str) or not value.startswith("$"):
        return value
    return str(Where(tuple(names.get(step or "", step) for step in Where.parse(value).steps)))


@every
def test_any_name_will_do(case: Case) -> None:
    """Names of fields that are hostile to paths, pointers and source change nothing that a judge says."""
    fields = {step for path in case.rule.paths() for step in path.steps if step is not None}
    names = dict(zip(sorted(fields), HOSTILE, strict=False))
    parts = {key: renamed(case[key], names) for key in ("schema", "keeps")}
    breaks = [
        {"payload": renamed(broken["payload"], names), "at": renamed(broken["at"], names)}
        for broken in case["breaks"]
    ]
    other = Case(case.name, {**parts, "breaks": breaks, "rule": rerouted(case["rule"], names)})
    for payload in other["keeps"]:
        assert other.faults(payload) == other.runtime_pointers(payload) == []
    for broken in other["breaks"]:
        assert [fault.pointer for fault in other.faults(broken["payload"])] == [broken["at"]]
        assert other.runtime_pointers(broken["payload"]) == [broken["at"]]
    assert as_json(other.rule) == other["rule"]
    assert other.rule.sentence()
    call = other.rule.runtime_call(other.schema)
    assert code.call(PyName(call.name), call.arguments)


@pytest.mark.parametrize("kind", sorted(RULE_TYPES_BY_KIND))
def test_every_kind_is_whole(kind: str) -> None:
    """A kind has its cases (with faults in them), its form in the meta-schema, its file in the runtime, its page."""
    own = [case for case in CASES if case.rule.kind == kind]
    assert own
    assert any(case["breaks"] for case in own)
    assert {case.name.split("/")[0] for case in own} == {kind}
    assert kind in meta_schema("endpoint")["$defs"]
    assert import_module(f"clientwright.runtime.rules.{kind.replace('-', '_')}")
    assert f"### {kind}\n" in DOCS.read_text("utf-8")


def test_no_folder_of_cases_is_left_behind() -> None:
    """Every folder of cases is that of a kind."""
    assert {path.name for path in FOLDER.iterdir()} == set(RULE_TYPES_BY_KIND)
    assert all(json.loads(p.read_text("utf-8")) for p in FOLDER.rglob("*.json"))
