"""Names: whatever the wire says, Python gets an identifier that it can use."""

from __future__ import annotations

import builtins
import keyword
from typing import Any

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.specs.python_identifiers import attribute_name, class_name, module_name

RESERVED = sorted(
    {*keyword.kwlist, *keyword.softkwlist, *dir(pydantic.BaseModel), *dir(object), "self", "cls"}
    | {f"{name}_" for name in keyword.kwlist} | {"__init__", "_x", "__class__", "model_config", "model_dump_x"}
)  # fmt: skip
WIRE = st.sampled_from(RESERVED) | st.text() | st.text(alphabet="aB1_-. é", max_size=6)


@given(WIRE)
def test_every_property_gets_a_usable_argument(wire: str) -> None:
    """An attribute is a public ASCII identifier, no keyword, and nothing that a pydantic model has already."""
    name = attribute_name(wire)
    assert name.isidentifier()
    assert name.isascii()
    assert not name.startswith("_")
    assert not keyword.iskeyword(name)
    assert not hasattr(pydantic.BaseModel, name)
    assert name not in ("self", "cls")


@pytest.mark.parametrize("wire", RESERVED)
def test_reserved_names_stay_recognisable(wire: str) -> None:
    """A reserved name is kept as near as can be: its letters are still there."""
    assert wire.strip("_").lower() in attribute_name(wire).lower()


@pytest.mark.parametrize(
    "wire", ["prompt", "start_image_url", "cfg_scale", "model_name", "a1", "camelCase"]
)
def test_plain_names_are_not_touched(wire: str) -> None:
    """A name that Python allows is the name."""
    assert attribute_name(wire) == wire


@given(st.lists(WIRE, min_size=1, max_size=3))
def test_every_wire_name_gives_a_class(wire: list[str]) -> None:
    """A class name is a public ASCII identifier that begins with a capital and hides no builtin."""
    name = class_name(*wire)
    assert name.isidentifier()
    assert name.isascii()
    assert name[0].isupper()
    assert not keyword.iskeyword(name)
    assert not hasattr(builtins, name)


@given(WIRE)
def test_every_segment_gives_a_module(wire: str) -> None:
    """A module name is a public ASCII identifier in small letters, and no keyword."""
    name = module_name(wire)
    assert name.isidentifier()
    assert name.isascii()
    assert name == name.lower()
    assert not name.startswith("_")
    assert not keyword.iskeyword(name)


def test_the_names_of_the_documented_endpoint() -> None:
    """Names read as a person would write them."""
    assert class_name("multi_prompt", "item") == "MultiPromptItem"
    assert [module_name(s) for s in ("kling", "kling-3.0", "image-to-video")] == [
        "kling",
        "kling_3_0",
        "image_to_video",
    ]


@given(WIRE)
def test_a_model_takes_and_gives_back_any_property(wire: str) -> None:
    """pydantic with its protected namespaces off, accepts the name as a field without a warning, and its alias carries the wire name."""
    name = attribute_name(wire)
    fields: dict[str, Any] = {name: (int, pydantic.Field(alias=wire))}
    made: Any = pydantic.create_model("Made", __config__={"protected_namespaces": ()}, **fields)
    assert made.model_validate({wire: 1}).model_dump(by_alias=True) == {wire: 1}
