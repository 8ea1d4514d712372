"""A sync keeps the order of keys, so that a pull request shows only what changed."""

from __future__ import annotations

import json
from copy import deepcopy
from difflib import ndiff
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.io.json_types import is_dict, is_list
from clientwright.specs.codec import restore_key_order
from evolution.sync.random_catalogue import random_entries
from evolution.sync.support import SyncedFolder, catalogue_entry, schema

ID = "maker/draw"
HASHES = 16


def shuffled(value: Any, data: st.DataObject) -> Any:
    """Return a value with the keys of every object in some order."""
    if is_list(value):
        return [shuffled(one, data) for one in value]
    if not is_dict(value):
        return value
    keys = data.draw(st.permutations([*value]))
    return {key: shuffled(value[key], data) for key in keys}


def moved(before: str, after: str) -> list[str]:
    """Return the lines that differ between two texts, without lines of hashes."""
    lines = [line for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]
    return [line for line in lines if not is_hash(line)]


def is_hash(line: str) -> bool:
    """Return whether a line contains only a short hash."""
    value = line.rstrip(",").rpartition(": ")[2].strip('"')
    return len(value) == HASHES and set(value) <= set("0123456789abcdef")


@given(st.sampled_from(random_entries(20)), st.data())
def test_one_changed_value_changes_one_line(model: Any, data: st.DataObject) -> None:
    """Whatever key order a person chose, a new price changes one line, and a new bound one more."""
    with TemporaryDirectory() as name:
        synced_folder = SyncedFolder(Path(name))
        model = deepcopy(model)
        model["input_schema"]["properties"]["zoom"] = {"type": "float", "maximum": 71.5}
        synced_folder.sync(model)
        path = synced_folder.path(model["model_id"])
        mine = shuffled(synced_folder.document(model["model_id"]), data)
        path.write_text(json.dumps(mine, ensure_ascii=False, indent=2) + "\n", "utf-8")
        before = path.read_text("utf-8")
        model["base_price_usd"] = 71.25
        model["input_schema"]["properties"]["zoom"]["maximum"] = 71.75
        synced_folder.sync(model)
        found = moved(before, path.read_text("utf-8"))
        assert sorted(line[0] for line in found) == ["+", "+", "-", "-"], found
        assert all("71." in line or "usd" in line for line in found)


@given(st.recursive(st.integers() | st.text(max_size=2), lambda one: st.lists(one, max_size=4) | st.dictionaries(st.text(max_size=2), one, max_size=5)), st.data())  # fmt: skip
def test_restoring_order_changes_only_the_order(value: Any, data: st.DataObject) -> None:
    """The result equals the input, and has the key order of the other value."""
    other = shuffled(value, data)
    assert restore_key_order(value, other) == value
    assert json.dumps(restore_key_order(value, other)) == json.dumps(other)


def test_new_property_gets_the_catalogues_position(tmp_path: Path) -> None:
    """A new property comes after the one that precedes it in the catalogue."""
    synced_folder = SyncedFolder(tmp_path)
    one, two, three = ({"type": "string", "description": text} for text in ("One.", "Two.", "3."))
    synced_folder.sync(catalogue_entry(ID, schema(z=one, a=two)))
    synced_folder.sync(catalogue_entry(ID, schema(z=one, m=three, a=two)))
    document = synced_folder.document(ID)
    assert [*document["input"]["properties"]] == ["z", "m", "a"]
    assert [*document["words"]["en"]] == ["/properties/z", "/properties/m", "/properties/a"]


@pytest.mark.parametrize("turned", [False, True])
def test_catalogue_order_moves_no_property(tmp_path: Path, turned: bool) -> None:
    """Properties that the catalogue lists in another order keep their order in the file."""
    synced_folder = SyncedFolder(tmp_path)
    parts = {"z": {"type": "int"}, "a": {"type": "int"}, "m": {"type": "int"}}
    synced_folder.sync(catalogue_entry(ID, schema(**parts)))
    parts = {**(dict(reversed(parts.items())) if turned else parts), "m": {"type": "string"}}
    (change,) = synced_folder.sync(catalogue_entry(ID, schema(**parts))).changes
    assert [*synced_folder.document(ID)["input"]["properties"]] == ["z", "a", "m"]
    assert [*change.endpoint.input["properties"]] == ["z", "a", "m"]


def test_endpoint_without_texts_has_no_words_key(tmp_path: Path) -> None:
    """An empty `words` is not written, because the next sync would remove it."""
    synced_folder = SyncedFolder(tmp_path)
    synced_folder.sync(catalogue_entry(ID, schema(a={"type": "string"})))
    assert "words" not in synced_folder.document(ID)
