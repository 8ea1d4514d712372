"""What a sync does not change stays in its line of the file, so that a pull request shows the change alone."""

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

from clientwright.json_types import is_dict, is_list
from clientwright.specs.key_order import restore_key_order
from evolution.sync.random_catalogue import random_entries
from evolution.sync.support import SyncedFolder, catalogue_entry, schema

ID = "maker/draw"
HASHES = 16


def shuffled(value: Any, data: st.DataObject) -> Any:
    """Put the keys of every object in some order."""
    if is_list(value):
        return [shuffled(one, data) for one in value]
    if not is_dict(value):
        return value
    keys = data.draw(st.permutations([*value]))
    return {key: shuffled(value[key], data) for key in keys}


def moved(before: str, after: str) -> list[str]:
    """Give the lines that a difference of two files shows, hashes of what was said aside."""
    lines = [line for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]
    return [line for line in lines if not is_hash(line)]


def is_hash(line: str) -> bool:
    """Tell whether a line holds a short hash and nothing else."""
    value = line.rstrip(",").rpartition(": ")[2].strip('"')
    return len(value) == HASHES and set(value) <= set("0123456789abcdef")


@given(st.sampled_from(random_entries(20)), st.data())
def test_one_value_changes_one_line(model: Any, data: st.DataObject) -> None:
    """Whatever order a person gave the file, a new price is one line of it, a new bound one more."""
    with TemporaryDirectory() as name:
        shelf = SyncedFolder(Path(name))
        model = deepcopy(model)
        model["input_schema"]["properties"]["zoom"] = {"type": "float", "maximum": 71.5}
        shelf.sync(model)
        path = shelf.path(model["model_id"])
        mine = shuffled(shelf.document(model["model_id"]), data)
        path.write_text(json.dumps(mine, ensure_ascii=False, indent=2) + "\n", "utf-8")
        before = path.read_text("utf-8")
        model["base_price_usd"] = 71.25
        model["input_schema"]["properties"]["zoom"]["maximum"] = 71.75
        shelf.sync(model)
        found = moved(before, path.read_text("utf-8"))
        assert sorted(line[0] for line in found) == ["+", "+", "-", "-"], found
        assert all("71." in line or "usd" in line for line in found)


@given(st.recursive(st.integers() | st.text(max_size=2), lambda one: st.lists(one, max_size=4) | st.dictionaries(st.text(max_size=2), one, max_size=5)), st.data())  # fmt: skip
def test_arranging_changes_order_alone(value: Any, data: st.DataObject) -> None:
    """What is arranged says the same; after itself in another order, it stands in that order."""
    other = shuffled(value, data)
    assert restore_key_order(value, other) == value
    assert json.dumps(restore_key_order(value, other)) == json.dumps(other)


def test_a_new_property_stands_where_the_catalogue_has_it(tmp_path: Path) -> None:
    """Between two that are there, it comes after the one that the catalogue has before it."""
    shelf = SyncedFolder(tmp_path)
    one, two, three = ({"type": "string", "description": text} for text in ("One.", "Two.", "3."))
    shelf.sync(catalogue_entry(ID, schema(z=one, a=two)))
    shelf.sync(catalogue_entry(ID, schema(z=one, m=three, a=two)))
    document = shelf.document(ID)
    assert [*document["input"]["properties"]] == ["z", "m", "a"]
    assert [*document["words"]["en"]] == ["/properties/z", "/properties/m", "/properties/a"]


@pytest.mark.parametrize("turned", [False, True])
def test_the_catalogues_order_moves_nothing(tmp_path: Path, turned: bool) -> None:
    """Properties that the catalogue lists in another order stay where the file has them."""
    shelf = SyncedFolder(tmp_path)
    parts = {"z": {"type": "int"}, "a": {"type": "int"}, "m": {"type": "int"}}
    shelf.sync(catalogue_entry(ID, schema(**parts)))
    parts = {**(dict(reversed(parts.items())) if turned else parts), "m": {"type": "string"}}
    (change,) = shelf.sync(catalogue_entry(ID, schema(**parts))).changes
    assert [*shelf.document(ID)["input"]["properties"]] == ["z", "a", "m"]
    assert [*change.endpoint.input["properties"]] == ["z", "a", "m"]


def test_an_endpoint_without_words_has_no_empty_ones(tmp_path: Path) -> None:
    """What the next sync would take out again is not written."""
    shelf = SyncedFolder(tmp_path)
    shelf.sync(catalogue_entry(ID, schema(a={"type": "string"})))
    assert "words" not in shelf.document(ID)
