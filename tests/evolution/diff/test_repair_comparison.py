"""Repairs in a comparison: an unambiguous repair never changes the verdict."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

from clientwright import normalize
from clientwright.evolution.diff import Compatibility
from clientwright.evolution.diff.repair_comparison import CHOOSING_REPAIRS, UNAMBIGUOUS_REPAIRS
from clientwright.normalize.repair_registry import REPAIRS
from clientwright.normalize.structure_repairs import OUTPUT_ROOT
from clientwright.specs.model import Endpoint, RepairNote
from evolution.diff.support import IMAGE, diff_endpoints, image_endpoint, only_change

CLEAR = ("type-alias", "ui-format", "media-format", "bare-items", "demo-default", "nullable")
CHOOSING = (
    "default-outside",
    "default-type",
    "required-unknown",
    "enum-numbers",
    "keyword-spelling",
    "media-mark",
    "media-prose",
)


def with_repair(endpoint: Endpoint, code: str, at: str) -> Endpoint:
    """Return an endpoint with one more recorded repair."""
    return replace(endpoint, repairs=(*endpoint.repairs, RepairNote(code, at)))


def with_pitch(**keywords: Any) -> Endpoint:
    """Return the image endpoint with a new optional field."""
    schema = copy.deepcopy(IMAGE.input)
    schema["properties"]["pitch"] = {"type": "number", **keywords}
    return replace(IMAGE, input=schema)


def test_every_repair_is_classified() -> None:
    """Every registered repair is classified as unambiguous or choosing."""
    codes = {*REPAIRS, OUTPUT_ROOT}
    assert not UNAMBIGUOUS_REPAIRS & set(CHOOSING)
    assert codes == UNAMBIGUOUS_REPAIRS | set(CHOOSING)
    assert set(CHOOSING_REPAIRS) == set(CHOOSING)


def test_no_repair_is_forgotten() -> None:
    """Every code of a repair is classified, whether it is registered or not."""
    modules = [
        import_module(f"{normalize.__name__}.{found.name}")
        for found in iter_modules(normalize.__path__)
        if found.name.endswith(("_repairs", "_marks"))
    ]
    values = [value for module in modules for value in vars(module).values()]
    texts = {one for one in values if isinstance(one, str) and not one.startswith("x-")}
    codes = {one for one in texts if re.fullmatch(r"[a-z]+(-[a-z]+)*", one)}
    assert codes == UNAMBIGUOUS_REPAIRS | set(CHOOSING_REPAIRS)


@pytest.mark.parametrize("code", CHOOSING)
def test_choosing_repair_says_why(code: str) -> None:
    """The warning about a repair says what it may have read wrongly."""
    found = diff_endpoints(IMAGE, with_repair(IMAGE, code, "/properties/pitch/default"))
    assert CHOOSING_REPAIRS[code] in only_change(found).message


@pytest.mark.parametrize("code", CLEAR)
def test_new_field_with_unambiguous_repair_is_compatible(code: str) -> None:
    """A new optional field with an unambiguous repair is compatible."""
    found = diff_endpoints(IMAGE, with_repair(with_pitch(), code, "/properties/pitch/type"))
    assert found.compatibility is Compatibility.COMPATIBLE
    (note,) = (c for c in found.changes if c.kind == "repair-added")
    assert note.compatibility is Compatibility.UNCHANGED
    assert f"`{code}` at /properties/pitch/type" in note.message
    assert note.message.startswith("The document")


@pytest.mark.parametrize("code", CHOOSING)
def test_choosing_repair_is_a_warning(code: str) -> None:
    """A repair that drops, converts or reads prose is a warning, in a new field too."""
    found = diff_endpoints(IMAGE, with_repair(with_pitch(), code, "/properties/pitch/default"))
    assert found.compatibility is Compatibility.WARNING


def test_unambiguous_repair_of_unchanged_field_changes_nothing() -> None:
    """An unambiguous repair of an unchanged contract changes nothing, wherever it is."""
    for at in (
        "/type",
        "/properties/duration/type",
        "/properties/multi_prompt/items/type",
        "/output",
        "/output/properties/image/type",
    ):
        change = only_change(diff_endpoints(IMAGE, with_repair(IMAGE, "type-alias", at)))
        assert (change.kind, change.compatibility) == ("repair-added", Compatibility.UNCHANGED)


def test_unambiguous_repair_of_changed_field_is_a_warning() -> None:
    """A repair is a warning if the schema it repairs changed too."""
    wider = with_repair(
        image_endpoint(duration={"maximum": 20}), "type-alias", "/properties/duration/type"
    )
    assert {(c.kind, c.compatibility) for c in diff_endpoints(IMAGE, wider).changes} == {
        ("maximum-loosened", Compatibility.COMPATIBLE),
        ("repair-added", Compatibility.WARNING),
    }


def test_repair_of_removed_field_is_removed() -> None:
    """A removed repair's message says whether its field still exists."""
    old = with_repair(with_pitch(), "type-alias", "/properties/pitch/type")
    (gone,) = (c for c in diff_endpoints(old, IMAGE).changes if c.kind == "repair-removed")
    assert gone.message.endswith("is gone, like the field it repaired.")
    assert only_change(diff_endpoints(old, with_pitch())).message.endswith("is no longer made.")


def test_field_may_be_named_properties() -> None:
    """A field may be named `properties`, like the keyword."""
    schema = copy.deepcopy(IMAGE.input)
    schema["properties"]["properties"] = {"type": "number"}
    new = with_repair(replace(IMAGE, input=schema), "type-alias", "/properties/properties/type")
    assert diff_endpoints(IMAGE, new).compatibility is Compatibility.COMPATIBLE
