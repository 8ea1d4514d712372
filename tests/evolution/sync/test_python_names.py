"""Properties with the same Python name: both are offered, and a chosen name stays."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright import pipeline
from clientwright.evolution.diff.changes import Compatibility
from clientwright.evolution.diff.spec_comparison import compare_metadata
from clientwright.lint.lint_folder import lint_folder
from clientwright.problems import has_errors
from clientwright.specs.model import Endpoint
from evolution.sync.support import (
    SyncedFolder,
    catalogue_entry,
    change_kinds,
    problem_codes,
    schema,
)

ID = "maker/draw"
TEXT = {"type": "string"}
WIRES = st.lists(st.sampled_from(["a b", "a-b", "a_b", "A b", "a.b", "a_b_2", "class", "__class__", "4 k", "4-k", "4k"]), min_size=1, unique=True)  # fmt: skip


@pytest.fixture
def synced_folder(tmp_path: Path) -> SyncedFolder:
    """An empty specs folder."""
    return SyncedFolder(tmp_path / "specs")


def named(endpoint: Endpoint) -> dict[str, str]:
    """Return the Python name of each property."""
    wires: list[str] = [*endpoint.input["properties"]]
    return {wire: str(endpoint.python_name(f"/properties/{wire}", wire)) for wire in wires}


def texts(*wires: str) -> Any:
    """Return an entry with these properties."""
    return catalogue_entry(ID, schema(**dict.fromkeys(wires, TEXT)))


def test_clashing_property_gets_a_numbered_name(synced_folder: SyncedFolder) -> None:
    """The plainer property keeps the name, the other gets a number, in the spec and the client, with a warning."""
    synced = synced_folder.sync(texts("56 text", "56_text"))
    assert (change_kinds(synced), problem_codes(synced)) == ({ID: "added"}, [(ID, "name-chosen")])
    assert synced_folder.document(ID)["names"] == {"/properties/56 text": "field_56_text_2"}
    pipeline.generate(synced_folder.root, synced_folder.root / "out")
    module = (synced_folder.root / "out" / "runcomfy" / "maker" / "draw.py").read_text("utf-8")
    assert "field_56_text_2: " in module
    assert problem_codes(synced_folder.sync(texts("56 text", "56_text"), anew=True)) == []


def test_nested_properties_get_names_too(synced_folder: SyncedFolder) -> None:
    """Properties of nested objects and items are named in the same way."""
    inner = schema(**{"a b": TEXT, "a_b": TEXT})
    synced = synced_folder.sync(
        catalogue_entry(ID, schema(one=inner, many={"type": "array", "items": inner}))
    )
    assert [*synced_folder.document(ID)["names"]] == ["/properties/many/items/properties/a b", "/properties/one/properties/a b"]  # fmt: skip
    assert problem_codes(synced) == [(ID, "name-chosen")] * 2
    pipeline.generate(synced_folder.root, synced_folder.root / "out")


def test_chosen_property_name_stays_until_the_property_goes(synced_folder: SyncedFolder) -> None:
    """A person's name for a property survives every sync and goes with the property."""
    synced_folder.sync(texts("56 text", "56_text"))
    synced_folder.edit(ID, names={"/properties/56 text": "caption"})
    assert problem_codes(synced_folder.sync(texts("56 text", "56_text", "56-text"))) == [
        (ID, "name-chosen")
    ]
    names = {"/properties/56 text": "caption", "/properties/56-text": "field_56_text_2"}
    assert synced_folder.document(ID)["names"] == names
    assert not has_errors(lint_folder(synced_folder.root))
    assert problem_codes(synced_folder.sync(texts("56_text"))) == []
    assert "names" not in synced_folder.document(ID)


def test_chosen_property_name_that_is_taken_has_advice(synced_folder: SyncedFolder) -> None:
    """Two equal names are a lint error whose advice resolves it."""
    synced_folder.sync(texts("a", "b"))
    synced_folder.edit(ID, names={"/properties/b": "a"})
    (problem,) = lint_folder(synced_folder.root)
    assert problem.code == "name-clash"
    advice = problem.advice()
    found = json.loads("{" + advice[advice.index('"names"') :].rstrip(".") + "}")
    synced_folder.edit(ID, **found)
    assert lint_folder(synced_folder.root) == ()


def test_renamed_property_is_a_warning_of_diff(synced_folder: SyncedFolder) -> None:
    """Diff reports a changed Python name as a warning, and none for a new property."""
    synced_folder.sync(texts("56 text", "56_text"))
    before = synced_folder.live_endpoints()[ID]
    synced_folder.edit(ID, names={"/properties/56 text": "caption"})
    synced_folder.sync(texts("56 text", "56_text", "56-text"))
    found = [
        one
        for one in compare_metadata(before, synced_folder.live_endpoints()[ID])
        if one.kind == "names-changed"
    ]
    assert [(one.compatibility, one.message) for one in found] == [(Compatibility.WARNING, "'56 text' is now called caption in Python; before: field_56_text_2. Requests are the same.")]  # fmt: skip


@given(WIRES, WIRES)
def test_property_names_are_unique_and_stable(first: list[str], second: list[str]) -> None:
    """All properties have different names, and no later property takes one over."""
    with TemporaryDirectory() as folder:
        synced_folder = SyncedFolder(Path(folder))
        synced_folder.sync(texts(*first))
        before = named(synced_folder.live_endpoints()[ID])
        assert len({*before.values()}) == len(first)
        synced_folder.sync(texts(*{*first, *second}))
        after = named(synced_folder.live_endpoints()[ID])
        assert len({*after.values()}) == len({*first, *second})
        assert {wire: after[wire] for wire in first} == before
        assert not has_errors(lint_folder(synced_folder.root))
