"""Python names: every wire name becomes a usable identifier."""

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
def test_attribute_name_is_usable(wire: str) -> None:
    """An attribute is a public ASCII identifier, not a keyword, and not an attribute of pydantic models."""
    name = attribute_name(wire)
    assert name.isidentifier()
    assert name.isascii()
    assert not name.startswith("_")
    assert not keyword.iskeyword(name)
    assert not hasattr(pydantic.BaseModel, name)
    assert name not in ("self", "cls")


@pytest.mark.parametrize("wire", RESERVED)
def test_reserved_name_keeps_its_letters(wire: str) -> None:
    """The Python name of a reserved name still contains its letters."""
    assert wire.strip("_").lower() in attribute_name(wire).lower()


@pytest.mark.parametrize(
    "wire", ["prompt", "start_image_url", "cfg_scale", "model_name", "a1", "camelCase"]
)
def test_valid_name_is_unchanged(wire: str) -> None:
    """A name that Python allows is unchanged."""
    assert attribute_name(wire) == wire


@given(st.lists(WIRE, min_size=1, max_size=3))
def test_class_name_is_usable(wire: list[str]) -> None:
    """A class name is a public ASCII identifier that starts with a capital and hides no builtin."""
    name = class_name(*wire)
    assert name.isidentifier()
    assert name.isascii()
    assert name[0].isupper()
    assert not keyword.iskeyword(name)
    assert not hasattr(builtins, name)


@given(WIRE)
def test_module_name_is_usable(wire: str) -> None:
    """A module name is a public lower-case ASCII identifier, and not a keyword."""
    name = module_name(wire)
    assert name.isidentifier()
    assert name.isascii()
    assert name == name.lower()
    assert not name.startswith("_")
    assert not keyword.iskeyword(name)


def test_names_of_documented_endpoint() -> None:
    """Names read as a person would write them."""
    assert class_name("multi_prompt", "item") == "MultiPromptItem"
    assert [module_name(s) for s in ("kling", "kling-3.0", "image-to-video")] == [
        "kling",
        "kling_3_0",
        "image_to_video",
    ]


@given(WIRE)
def test_pydantic_accepts_any_attribute_name(wire: str) -> None:
    """Pydantic, with protected namespaces off, accepts the name as a field, and its alias is the wire name."""
    name = attribute_name(wire)
    fields: dict[str, Any] = {name: (int, pydantic.Field(alias=wire))}
    made: Any = pydantic.create_model("Made", __config__={"protected_namespaces": ()}, **fields)
    assert made.model_validate({wire: 1}).model_dump(by_alias=True) == {wire: 1}
