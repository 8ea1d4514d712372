"""The form of a spec said in words: what belongs at a place, from the meta-schema of its file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clientwright.json_types import is_dict

MetaSchema = Mapping[str, Any]

_TYPE_WORDS = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
}


def describe_expected(form: MetaSchema, whole: MetaSchema, path: Sequence[str | int] = ()) -> str:
    """Say what belongs where `form`, a part of a meta-schema, was not kept; `path` leads there in the document."""
    top = whole.get("properties", {}).get(path[0], {}) if path else whole
    here = form if _describes_value(form, whole) else top
    own, above = (
        str(_resolve_reference(part, whole).get("description", "")) for part in (here, top)
    )
    return f"Here belongs {_describe(here, whole)}. {own or above}".rstrip()


def _describe(form: MetaSchema, whole: MetaSchema) -> str:
    form = _resolve_reference(form, whole)
    if "const" in form:
        return json.dumps(form["const"])
    if "enum" in form:
        return f"one of {', '.join(map(str, form['enum']))}"
    if "properties" in form:
        return f"an object with {', '.join(_describe_keys(form))}"
    if is_dict(values := form.get("additionalProperties")) and values:
        return f"an object, each value {_describe(values, whole)}"
    if is_dict(items := form.get("items")):
        least = form.get("minItems", 0)
        many = f" of at least {least}" if least > 1 else ""
        return f"a list{many}, each item {_describe(items, whole)}"
    return _TYPE_WORDS.get(str(form.get("type", "")), "a value")


def _describe_keys(form: MetaSchema) -> Iterator[str]:
    """Give the keys of an object, first those that it needs, then those of which it needs one."""
    needed = list(form.get("required", ()))
    choice = [
        name
        for word in ("anyOf", "oneOf")
        for branch in form.get(word, ())
        for name in branch.get("required", ())
    ]
    yield from (f"{name} (needed)" for name in needed)
    if choice:
        yield f"{' or '.join(choice)} (needed)"
    yield from (name for name in form["properties"] if name not in {*needed, *choice})


def _describes_value(form: MetaSchema, whole: MetaSchema) -> bool:
    """Tell whether a part of a meta-schema says what belongs there, and not only how it is spelled."""
    known = _resolve_reference(form, whole)
    return any(word in known for word in ("type", "properties", "enum", "const"))


def _resolve_reference(form: MetaSchema, whole: MetaSchema) -> MetaSchema:
    """Give a form with what it refers to; what it says itself comes before."""
    if not isinstance(target := form.get("$ref"), str):
        return form
    own = {key: value for key, value in form.items() if key != "$ref"}
    found: MetaSchema = whole.get("$defs", {}).get(target.removeprefix("#/$defs/"), {})
    return {**_resolve_reference(found, whole), **own}
