"""Every case, checked by the rule, its runtime class, the sandbox, JSON Schema, and the spec's meta-schema."""

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
from clientwright.io.json_pointer import resolve_pointer
from clientwright.io.json_types import is_dict, is_list
from clientwright.rules.json_path import JsonPath, escape_token
from clientwright.rules.kinds import RULE_TYPES_BY_KIND, as_json, class_name
from clientwright.schema.walk import map_subschemas
from clientwright.specs.bundled_data import meta_schema
from clientwright.specs.python_identifiers import PyName
from rules.cases import CASES, FOLDER, Case
from rules.first_reading import recognize

DOCS = Path(__file__).parents[2] / "docs" / "rules.md"
every = pytest.mark.parametrize("case", CASES, ids=str)


def fits(schema: Any, payload: Any) -> bool:
    """Return whether a payload fits a schema."""
    return Draft202012Validator(schema).is_valid(payload)


def all_find(pointers: list[str]) -> dict[str, list[str]]:
    """Return what the oracle, the client and the sandbox find if they agree."""
    return dict.fromkeys(("oracle", "client", "sandbox"), pointers)


@every
def test_valid_payload_is_accepted(case: Case) -> None:
    """A payload that keeps the rule fits the schema, and none of the three implementations finds a fault."""
    for payload in case["keeps"]:
        assert fits(case.schema, payload)
        assert case.pointers(payload) == all_find([])


@every
def test_invalid_payload_has_one_fault(case: Case) -> None:
    """A payload that breaks the rule fits the schema; all three implementations find the same single fault."""
    for broken in case["breaks"]:
        assert fits(case.schema, broken["payload"])
        assert case.pointers(broken["payload"]) == all_find([broken["at"]])


@every
def test_message_says_what_is_a_default(case: Case) -> None:
    """Each judge's message speaks of a default exactly if the rule is kept without the documented defaults."""
    bare = Case(case.name, {**case.document, "schema": without_defaults(case.schema)})
    for broken in case["breaks"]:
        kept = not bare.faults(broken["payload"])
        said = case.messages(broken["payload"])
        assert all(("default" in text) == kept for texts in said.values() for text in texts), said


def without_defaults(schema: Any) -> Any:
    """Return a schema that documents no defaults."""
    bare = {word: value for word, value in schema.items() if word != "default"}
    return map_subschemas(bare, lambda _, sub: without_defaults(sub) if is_dict(sub) else sub)


@every
def test_wrong_types_are_ignored(case: Case) -> None:
    """Values of the wrong type are left to the schema."""
    for payload in case["silent"]:
        assert case.pointers(payload) == all_find([])


@every
def test_json_schema_form_agrees_with_the_rule(case: Case) -> None:
    """The rule's JSON Schema, if it has one, accepts and rejects the same payloads."""
    schema = case.rule.as_schema(case.schema)
    assert (schema is not None) == case["json_schema"]
    if schema is not None:
        Draft202012Validator.check_schema(schema)
        assert all(fits(schema, payload) for payload in case["keeps"])
        assert not any(fits(schema, broken["payload"]) for broken in case["breaks"])


@every
def test_spec_form_round_trips(case: Case) -> None:
    """The spec form survives reading and writing, fits the meta-schema, and names existing fields."""
    assert as_json(case.rule) == case["rule"]
    form = {**meta_schema("endpoint")["$defs"]["rule"], "$defs": meta_schema("endpoint")["$defs"]}
    assert fits(form, case["rule"])
    assert not fits(form, {**case["rule"], "surplus": 1})
    assert not fits(form, {"kind": case["rule"]["kind"]})
    assert all(path.schema(case.schema) is not None for path in case.rule.paths())


@every
def test_sentence_is_expected_and_recognized(case: Case) -> None:
    """The sentence is that of the case; it is recognized as this rule, unless it names fields of items."""
    rule = case.rule
    assert rule.sentence() == case["sentence"]
    recognized = recognize(type(rule), rule.sentence(), "", case.schema)
    assert recognized in (rule, None)
    simple = all(len(path.steps) == 1 for path in rule.paths())
    assert not simple or recognized == rule


@every
def test_runtime_call_round_trips_through_source(case: Case) -> None:
    """The call names the runtime class, and its arguments survive being written as source."""
    call = case.rule.runtime_call(case.schema)
    assert call.name == class_name(case.rule.kind)
    tree = ast.parse(code.call(PyName(call.name), call.arguments), mode="eval").body
    assert isinstance(tree, ast.Call)
    assert {k.arg: ast.literal_eval(k.value) for k in tree.keywords} == dict(call.arguments)
    module = import_module(f"clientwright.runtime.rules.{case.rule.kind.replace('-', '_')}")
    inspect.signature(getattr(module, call.name)).bind(**call.arguments)


@every
def test_implied_bounds_are_found(case: Case) -> None:
    """The rule finds the bounds that it makes unreachable, with the arithmetic."""
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
    """Return a value with its fields renamed: as keys, in lists of names, and in pointers."""
    if is_dict(value):
        return {names.get(key, key): renamed(inner, names) for key, inner in value.items()}
    if is_list(value):
        return [renamed(inner, names) for inner in value]
    if isinstance(value, str) and value.startswith("/"):
        return "/".join(escape_token(names.get(token, token)) for token in value.split("/"))
    return names.get(value, value) if isinstance(value, str) else value


def rerouted(value: Any, names: Mapping[str, str]) -> Any:
    """Return a rule's spec form with the fields in its paths renamed."""
    if is_dict(value):
        return {key: rerouted(inner, names) for key, inner in value.items()}
    if is_list(value):
        return [rerouted(inner, names) for inner in value]
    if not isinstance(value, str) or not value.startswith("$"):
        return value
    return str(JsonPath(tuple(names.get(step or "", step) for step in JsonPath.parse(value).steps)))


@every
def test_hostile_field_names_do_not_matter(case: Case) -> None:
    """Field names that are hostile to paths, pointers and source change no result."""
    fields = {step for path in case.rule.paths() for step in path.steps if step is not None}
    names = dict(zip(sorted(fields), HOSTILE, strict=False))
    parts = {key: renamed(case[key], names) for key in ("schema", "keeps")}
    breaks = [
        {"payload": renamed(broken["payload"], names), "at": renamed(broken["at"], names)}
        for broken in case["breaks"]
    ]
    other = Case(case.name, {**parts, "breaks": breaks, "rule": rerouted(case["rule"], names)})
    for payload in other["keeps"]:
        assert other.pointers(payload) == all_find([])
    for broken in other["breaks"]:
        assert other.pointers(broken["payload"]) == all_find([broken["at"]])
    assert as_json(other.rule) == other["rule"]
    assert other.rule.sentence()
    call = other.rule.runtime_call(other.schema)
    assert code.call(PyName(call.name), call.arguments)


@pytest.mark.parametrize("kind", sorted(RULE_TYPES_BY_KIND))
def test_every_kind_is_complete(kind: str) -> None:
    """Each kind has cases with faults, a form in the meta-schema, a runtime module, and a section in the docs."""
    cases = [case for case in CASES if case.rule.kind == kind]
    assert cases
    assert any(case["breaks"] for case in cases)
    assert {case.name.split("/")[0] for case in cases} == {kind}
    assert kind in meta_schema("endpoint")["$defs"]
    assert import_module(f"clientwright.runtime.rules.{kind.replace('-', '_')}")
    assert f"### {kind}\n" in DOCS.read_text("utf-8")


def test_every_case_folder_belongs_to_a_kind() -> None:
    """There is no case folder without a kind of that name."""
    assert {path.name for path in FOLDER.iterdir()} == set(RULE_TYPES_BY_KIND)
    assert all(json.loads(p.read_text("utf-8")) for p in FOLDER.rglob("*.json"))
