"""Repairs in a difference: what can be read in one way only never holds a change back."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from clientwright.evolution.diff import Compatibility
from clientwright.evolution.diff.repair_comparison import UNAMBIGUOUS_REPAIRS
from clientwright.normalize.repair_registry import REPAIRS
from clientwright.specs.model import Endpoint, RepairNote
from evolution.diff.support import IMAGE, diff_endpoints, image_endpoint, only_change

CLEAR = ("type-alias", "ui-format", "media-format", "bare-items", "demo-default", "nullable")
CHOOSING = ("default-outside", "default-type", "required-unknown", "enum-numbers", "media-prose")


def repaired(endpoint: Endpoint, code: str, at: str) -> Endpoint:
    """Give an endpoint that remembers one repair more."""
    return replace(endpoint, repairs=(*endpoint.repairs, RepairNote(code, at)))


def pitched(**keywords: Any) -> Endpoint:
    """Give the image endpoint with a new optional field."""
    schema = copy.deepcopy(IMAGE.input)
    schema["properties"]["pitch"] = {"type": "number", **keywords}
    return replace(IMAGE, input=schema)


def test_every_repair_is_weighed() -> None:
    """Each repair that there is either can be read in one way only, or chooses."""
    codes = {step.__globals__["CODE"] for step in REPAIRS} | {"output-root"}
    assert not UNAMBIGUOUS_REPAIRS & set(CHOOSING)
    assert codes == UNAMBIGUOUS_REPAIRS | set(CHOOSING)


@pytest.mark.parametrize("code", CLEAR)
def test_a_new_field_with_a_clear_repair_is_compatible(code: str) -> None:
    """A new optional field is no warning because its type is spelled in the dialect."""
    found = diff_endpoints(IMAGE, repaired(pitched(), code, "/properties/pitch/type"))
    assert found.compatibility is Compatibility.COMPATIBLE
    (note,) = (c for c in found.changes if c.kind == "repair-added")
    assert note.compatibility is Compatibility.UNCHANGED
    assert f"`{code}` at /properties/pitch/type" in note.message
    assert note.message.startswith("The document")


@pytest.mark.parametrize("code", CHOOSING)
def test_a_repair_that_chooses_a_reading_is_a_warning(code: str) -> None:
    """Where a repair drops, converts or reads prose, a person looks, in a new field too."""
    found = diff_endpoints(IMAGE, repaired(pitched(), code, "/properties/pitch/default"))
    assert found.compatibility is Compatibility.WARNING


def test_a_clear_repair_of_a_field_that_stays_as_it_was_is_nothing() -> None:
    """Another spelling of the same contract changes nothing, at the root, in a field, in an item, in the output."""
    for at in (
        "/type",
        "/properties/duration/type",
        "/properties/multi_prompt/items/type",
        "/output",
        "/output/properties/image/type",
    ):
        change = only_change(diff_endpoints(IMAGE, repaired(IMAGE, "type-alias", at)))
        assert (change.kind, change.compatibility) == ("repair-added", Compatibility.UNCHANGED)


def test_a_clear_repair_where_the_contract_changed_is_a_warning() -> None:
    """Where what is asked changed together with its spelling, both are looked at."""
    wider = repaired(
        image_endpoint(duration={"maximum": 20}), "type-alias", "/properties/duration/type"
    )
    assert {(c.kind, c.compatibility) for c in diff_endpoints(IMAGE, wider).changes} == {
        ("maximum-loosened", Compatibility.COMPATIBLE),
        ("repair-added", Compatibility.WARNING),
    }


def test_a_repair_of_a_field_that_is_gone_is_gone_with_it() -> None:
    """A repair goes with its field; where the field stays, it is no longer made."""
    old = repaired(pitched(), "type-alias", "/properties/pitch/type")
    (gone,) = (c for c in diff_endpoints(old, IMAGE).changes if c.kind == "repair-removed")
    assert gone.message.endswith("is gone with what it mended.")
    assert only_change(diff_endpoints(old, pitched())).message.endswith("is no longer made.")


def test_a_field_may_be_called_properties() -> None:
    """A repair in a field that is called like a keyword is judged by that field."""
    schema = copy.deepcopy(IMAGE.input)
    schema["properties"]["properties"] = {"type": "number"}
    new = repaired(replace(IMAGE, input=schema), "type-alias", "/properties/properties/type")
    assert diff_endpoints(IMAGE, new).compatibility is Compatibility.COMPATIBLE
