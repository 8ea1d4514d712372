"""What a value breaks of a JSON Schema, in plain words: values as JSON, and nothing of how it was checked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.problems import nearest_name

TYPE_WORDS = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}
_WIDTH = 60
_MOST_LISTED = 12
"""How many values or names a message lists."""


def describe_violation(error: Any) -> str:
    """Return what is wrong with a value, from an error of the validator."""
    describe = _BY_KEYWORD.get(str(error.validator))
    if describe is None:
        return f"{_shown(error.instance)} is not what is expected here"
    return describe(error.instance, error.validator_value, error)


def without_consequences(errors: Sequence[Any]) -> list[Any]:
    """Return errors without those that only follow from the type of a value: another error at the same place."""
    places = {tuple(one.absolute_path) for one in errors if one.validator == "type"}
    found, known = list[Any](), set[tuple[Any, ...]]()
    for one in sorted(errors, key=lambda one: one.validator != "type"):
        place = tuple(one.absolute_path)
        if place not in places or place not in known:
            found.append(one)
        known.add(place)
    return [one for one in errors if one in found]


def missing_told_once(errors: Sequence[Any]) -> list[Any]:
    """Return errors with one for all names that an object lacks, in place of one for each."""
    found, known = list[Any](), set[tuple[Any, ...]]()
    for one in errors:
        place = (*one.absolute_path, None, *one.absolute_schema_path)
        if one.validator != "required" or place not in known:
            found.append(one)
        known.add(place)
    return found


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def _listed(values: Sequence[object]) -> str:
    more = len(values) - _MOST_LISTED
    shown = ", ".join(map(_shown, values[:_MOST_LISTED]))
    return f"{shown} and {more} more" if more > 0 else shown


def _type(value: Any, wanted: Any, error: Any) -> str:
    words = [TYPE_WORDS.get(name, name) for name in (wanted if is_list(wanted) else [wanted])]
    return f"{_shown(value)} is not {' or '.join(words)}"


def _required(value: Any, wanted: Any, error: Any) -> str:
    missing = [name for name in wanted if name not in value]
    if len(missing) > 1:
        return f"missing: {', '.join(missing)}"
    return f"{_shown((missing or wanted)[0])} is required and not there"


def _unknown_names(value: Any, wanted: Any, error: Any) -> str:
    schema: Mapping[str, Any] = error.schema
    known = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    names = [name for name in value if name not in known and not any(re.search(p, name) for p in patterns)]  # fmt: skip
    near = [nearest_name(name, known) for name in names[:1]]
    hint = f"; did you mean {_shown(near[0])}?" if near and near[0] else ""
    return f"{_listed(names)} {'is' if len(names) == 1 else 'are'} not known here{hint}"


def _enum(value: Any, wanted: Any, error: Any) -> str:
    return f"{_shown(value)} is not one of {_listed(wanted)}"


def _choice(value: Any, wanted: Any, error: Any) -> str:
    """Describe a choice of which properties are given, or of forms."""
    names = [one["required"] for one in wanted if is_dict(one) and "required" in one]
    if not is_dict(value) or len(names) < len(wanted):
        return f"{_shown(value)} has none of the forms that are expected here"
    given = [one for one in names if all(name in value for name in one)]
    options = [" with ".join(map(_shown, one)) for one in given or names]
    if given:
        return f"{' and '.join(options)} cannot be given together"
    return f"{' or '.join(options)} is required and not there"


def _pattern(value: Any, wanted: Any, error: Any) -> str:
    return f"{_shown(value)} does not have the form {wanted}"


def _size(words: str) -> Callable[[Any, Any, Any], str]:
    return lambda value, wanted, error: words.format(_shown(value), wanted)


_BY_KEYWORD: Mapping[str, Callable[[Any, Any, Any], str]] = {
    "type": _type,
    "required": _required,
    "additionalProperties": _unknown_names,
    "unevaluatedProperties": _unknown_names,
    "enum": _enum,
    "const": _size("{} is not the value that is expected"),
    "anyOf": _choice,
    "oneOf": _choice,
    "pattern": _pattern,
    "minLength": _size("{} is shorter than {}"),
    "maxLength": _size("{} is longer than {}"),
    "minItems": _size("{} has fewer entries than {}"),
    "maxItems": _size("{} has more entries than {}"),
    "minProperties": _size("{} has fewer entries than {}"),
    "maxProperties": _size("{} has more entries than {}"),
    "uniqueItems": _size("{} has an entry twice"),
    "minimum": _size("{} is less than {}"),
    "maximum": _size("{} is more than {}"),
    "exclusiveMinimum": _size("{} is not more than {}"),
    "exclusiveMaximum": _size("{} is not less than {}"),
    "multipleOf": _size("{} is not a multiple of {}"),
    "not": _size("{} is not allowed here"),
}
