"""Every fact of a service is compared: by tables that name each key, and so that no edit of one goes unnoticed."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from clientwright.evolution.diff import Compatibility, diff_specs
from clientwright.evolution.diff.answer_comparison import CANCEL_TABLE, ERROR_TABLE
from clientwright.evolution.diff.fact_comparison import FactTable
from clientwright.evolution.diff.operation_comparison import operation_table
from clientwright.evolution.diff.service_comparison import FACT_COMPARERS, NOT_COMPARED_HERE
from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import is_dict, is_list
from clientwright.schema.quick_validator import make_quick_validator
from clientwright.specs.bundled_data import bundled_service_files, meta_schema
from clientwright.specs.wire_facts import OPERATIONS
from evolution.diff.made_up_facts import ONE_CALL, TWO_CALLS, WORDY
from evolution.diff.support import specs

META = meta_schema("service")
VALIDATE = make_quick_validator({**META})
SHIPPED = {
    path.parent.name: json.loads(path.read_text("utf-8")) for path in bundled_service_files()
}
DOCUMENTS = {**SHIPPED, "two-calls": TWO_CALLS, "one-call": ONE_CALL, "wordy": WORDY}
Json = dict[str, Any]
Edit = tuple[str, Any]
"""The pointer of an edit, and the document after it."""


def resolved(schema: Json) -> Json:
    """Return a schema of the meta-schema without its reference."""
    return META["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def branches(schema: Json) -> list[Json]:
    """Return the schemas that one of the meta-schema stands for."""
    return [schema, *(resolved(one) for one in schema.get("oneOf", ()))]


def keys_of(schema: Json) -> set[str]:
    """Return the keys that an object of the meta-schema may have."""
    return {key for one in branches(resolved(schema)) for key in one.get("properties", ())}


TABLES: dict[str, FactTable] = {
    **{name: one for name, one in FACT_COMPARERS.items() if isinstance(one, FactTable)},
    "error": ERROR_TABLE,
    "cancel": CANCEL_TABLE,
}


def test_every_key_of_a_fact_has_a_comparer() -> None:
    """A fact that is an object with keys has a table with a comparer for each, and for no other."""
    objects = {
        name: keys_of(schema)
        for name, schema in META["properties"].items()
        if "properties" in schema and name not in {*NOT_COMPARED_HERE, "operations", "catalogue"}
    }
    assert {name: set(TABLES[name].keys) for name in objects} == objects


def test_every_key_of_an_operation_has_a_comparer() -> None:
    """The table of an operation has a comparer for each of the keys that the meta-schema allows."""
    listed = META["properties"]["operations"]["properties"]
    assert set(listed) == set(OPERATIONS)
    for name, schema in listed.items():
        assert keys_of(schema) <= operation_table(name).keys
    every = {key for schema in listed.values() for key in keys_of(schema)}
    assert set(operation_table("submit").keys) == every


def test_made_up_facts_have_every_key() -> None:
    """The made-up services are valid, and together with the first they have every key of the meta-schema."""
    have = set[str]()
    for document in DOCUMENTS.values():
        jsonschema.Draft202012Validator(META).validate(document)
        have |= {key for _, holder in objects_in(document, "") for key in holder}
    wanted = {key for holder in schema_objects(META) for key in holder}
    assert wanted - have - set(META["properties"]) == set()
    assert set(META["properties"]) - have <= {"rules", "names", "undocumented_outputs"}


def schema_objects(schema: Any) -> Iterator[Json]:
    """Yield the `properties` of every object of the meta-schema, except those of rules."""
    if is_dict(schema):
        if is_dict(schema.get("properties")):
            yield {k: v for k, v in schema["properties"].items() if k != "rules"}
        for key, value in schema.items():
            if key not in ("rules", "names", "words"):
                yield from schema_objects(value)
    elif is_list(schema):
        for one in schema:
            yield from schema_objects(one)


def objects_in(value: Any, at: str) -> Iterator[tuple[str, Json]]:
    """Yield every object in a document, with its pointer."""
    if is_dict(value):
        yield at, value
        for key, inner in value.items():
            yield from objects_in(inner, join_pointer(at, key))
    elif is_list(value):
        for n, inner in enumerate(value):
            yield from objects_in(inner, join_pointer(at, n))


def edits(document: Json) -> Iterator[Edit]:
    """Yield the document with one key left out, one value changed, or one list in another order."""

    for name, value in document.items():
        if name not in {*NOT_COMPARED_HERE, "words", "output"}:
            yield f"/{name}", {k: v for k, v in document.items() if k != name}
            for at, edited in edits_of(value, f"/{name}"):
                yield at, {**document, name: edited}


def edits_of(value: Any, at: str) -> Iterator[Edit]:
    """Yield a part of a document with one edit in it, and the pointer of the edit."""
    if is_dict(value):
        for key, inner in value.items():
            yield join_pointer(at, key), {k: v for k, v in value.items() if k != key}
            for below, edited in edits_of(inner, join_pointer(at, key)):
                yield below, {**value, key: edited}
    elif is_list(value):
        for n, inner in enumerate(value):
            yield join_pointer(at, n), [*value[:n], *value[n + 1 :]]
            for below, edited in edits_of(inner, join_pointer(at, n)):
                yield below, [*value[:n], edited, *value[n + 1 :]]
        if len(value) > 1:
            yield at, value[::-1]
    else:
        for other in others(value):
            yield at, other


def others(value: Any) -> list[Any]:
    """Return other values of one fact; those that are not valid are passed over."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1]
    words = ("H", "?", "waiting", "cancelled", "refused", "too-late", "word", "http", "PUT", "GET")
    return [*words, f"{value}x", f"{value}/x"]


def is_valid(document: Json) -> bool:
    """Return whether the meta-schema accepts a document."""
    return VALIDATE(document)


MEAN_THE_SAME = re.compile(
    r"/not_begun(/\d+/if)?|/errors(/\d+/http)?|/output_hosts/suffixes|/operations/\w+/http(/\w+)?"
)
"""The facts for which some edit means nothing: an order of what has none; an HTTP status that is the usual one."""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_edit_goes_unnoticed(name: str) -> None:
    """Whichever key, value or order of a service's file is edited, something is reported, with a place in it."""
    old, tried, same = specs(facts=DOCUMENTS[name]), 0, list[str]()
    for at, after in edits(copy.deepcopy(dict(DOCUMENTS[name]))):
        if after == DOCUMENTS[name] or not is_valid(after):
            continue
        tried += 1
        found = diff_specs(old, specs(facts=after)).changes
        assert found, f"an edit of {at} is not reported"
        if all("written in another way" in one.message for one in found):
            same.append(at)
        fact = at.split("/")[1]
        names = {one.pointer.split("/")[1] for one in found}
        assert names & {fact, "operations", "cancel"}, (at, names)
        for one in found:
            assert (one.witness is not None) == (one.compatibility is Compatibility.BREAKING), one
            assert one.message.endswith(".") or ": " in one.message, one.message
            assert "None" not in one.message, one.message
    assert tried > 60
    assert [at for at in same if not MEAN_THE_SAME.fullmatch(at)] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_a_default_means_may_be_written_down(name: str) -> None:
    """A service's file that says in words what it left out, means the same."""
    document = copy.deepcopy(dict(DOCUMENTS[name]))
    said = {"package": document["name"], "path_parts": {}, "expired_at": []}
    after = {**said, **document, "auth": {"optional": False, **document["auth"]}}
    submit = {"query": {}, "headers": {}, "input_at": "", "constants": {}, "http": 200}
    operations = {**after["operations"], "submit": {**submit, **after["operations"]["submit"]}}
    found = diff_specs(specs(facts=document), specs(facts={**after, "operations": operations}))
    assert {str(one.compatibility) for one in found.changes} <= {"none"}
