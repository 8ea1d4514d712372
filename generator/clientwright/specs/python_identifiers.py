"""Python names for the names used by the API.

A `PyName` is a checked identifier; only this module creates them. The same wire name always becomes
the same Python name; if two wire names become the same Python name, lint reports it and nothing is
renamed silently.
"""

from __future__ import annotations

import builtins
import hashlib
import keyword
import re

_NOT_IDENTIFIER = re.compile(r"[^A-Za-z0-9_]+")
_WORDS = re.compile(r"[A-Za-z0-9]+")

_PYDANTIC = frozenset(
    "construct copy dict fields_set from_orm json parse_file parse_obj parse_raw schema schema_json "
    "update_forward_refs validate model_computed_fields model_config model_construct model_copy "
    "model_dump model_dump_json model_extra model_fields model_fields_set model_json_schema "
    "model_parametrized_name model_post_init model_rebuild model_validate model_validate_json "
    "model_validate_strings".split()
)
_RUNTIME_NAMES = frozenset(
    "self cls payload rules rule_sources rest api_names bare prose urls mro".split()
)
_BUILTIN_TYPES = frozenset(("bool", "dict", "float", "int", "list", "object", "str", "tuple"))
_BUILTINS = frozenset(dir(builtins))
_ATTRIBUTES = _PYDANTIC | _RUNTIME_NAMES | _BUILTIN_TYPES


class PyName(str):
    """A checked Python identifier: ASCII, not a keyword, not private."""

    __slots__ = ()


def attribute_name(wire: str) -> PyName:
    """Return the Python name of a property: unchanged if Python allows it, else as similar as possible."""
    name = _NOT_IDENTIFIER.sub("_", wire).strip("_")
    if not name:
        return PyName(f"field_{_short_hash(wire)}")
    if name[0].isdigit():
        name = f"field_{name}"
    if name[0].isupper():
        name = name.lower() if name.isupper() else name[0].lower() + name[1:]
    reserved = keyword.iskeyword(name) or name in _ATTRIBUTES or name.startswith("model_")
    return PyName(f"{name}_" if reserved and not _is_free_model_name(name) else name)


def class_name(*wire: str) -> PyName:
    """Return a class name for one or more wire names: `multi_prompt`, `item` become `MultiPromptItem`."""
    words = [word for part in wire for word in _WORDS.findall(part)]
    name = "".join(word[0].upper() + word[1:] for word in words)
    if not name:
        name = f"Model{_short_hash('/'.join(wire))}"
    if name[0].isdigit():
        name = f"Model{name}"
    return PyName(f"{name}Model" if keyword.iskeyword(name) or name in _BUILTINS else name)


def module_name(segment: str) -> PyName:
    """Return the name of the module or package for one segment of a model id."""
    name = _NOT_IDENTIFIER.sub("_", segment).strip("_").lower()
    if not name:
        return PyName(f"model_{_short_hash(segment)}")
    if name[0].isdigit():
        name = f"model_{name}"
    return PyName(f"{name}_" if keyword.iskeyword(name) else name)


def _is_free_model_name(name: str) -> bool:
    """Return whether a name with pydantic's prefix `model_` is free for use."""
    return (
        name.startswith("model_")
        and name not in _PYDANTIC
        and not name.startswith(("model_dump", "model_validate"))
    )


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
