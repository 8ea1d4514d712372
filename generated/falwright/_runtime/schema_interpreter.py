# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Interpreter of JSON Schema 2020-12, for what a model's fields cannot express: one table entry a keyword.

A keyword applies only to values of its own types; unknown keywords are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from .exact_values import equality_key, exact_number
from .input_faults import DataPath, RawFault, format_path, is_dict, is_list

Schema = Mapping[str, Any] | bool


@dataclass(frozen=True)
class Keywords:
    """The part of a schema that a model's fields cannot express."""

    schema: Schema

    def find_faults(self, value: Any) -> Iterator[RawFault]:
        """Yield every fault of plain JSON data."""
        return find_faults(self.schema, value)

    def find_media(self, value: Any) -> Iterator[tuple[DataPath, str, str]]:
        """Yield the path, kind and URL of each medium in plain JSON data."""
        return _find_media(self.schema, value, ())


def find_faults(schema: Schema, value: Any, path: DataPath = ()) -> Iterator[RawFault]:
    """Yield every fault of plain JSON data against a schema."""
    if isinstance(schema, bool):
        if not schema:
            yield RawFault(path, "false", "nothing is allowed here")
        return
    kinds = _type_names(value)
    for keyword, argument in schema.items():
        if keyword in _KEYWORD_CHECKS:
            kind, test = _KEYWORD_CHECKS[keyword]
            if (kind is None or kind in kinds) and not test(value, argument):
                from .fault_messages import MESSAGES

                text = MESSAGES[keyword].format(_as_written(argument))
                yield RawFault(path, keyword, text)
        elif keyword in _SUBSCHEMA_CHECKS and (_SUBSCHEMA_CHECKS[keyword][0] or "any") in kinds:
            yield from _SUBSCHEMA_CHECKS[keyword][1](schema, argument, value, path)


def _type_names(value: Any) -> tuple[str, ...]:
    """Return the JSON types of a value; an integral number is an integer too."""
    if isinstance(value, bool):
        return ("any", "boolean")
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return ("any", "number", "integer")
    kinds = ((str, "string"), (float, "number"), (list, "array"), (dict, "object"))
    found = next((name for kind, name in kinds if isinstance(value, kind)), None)
    return ("any", "null" if value is None else found or "none")


def accepts(schema: Schema, value: Any) -> bool:
    """Return whether plain JSON data fits a schema."""
    return next(find_faults(schema, value), None) is None


def _is_type(value: Any, names: Any) -> bool:
    return any(n in _type_names(value) for n in ([names] if isinstance(names, str) else names))


def _has_match(value: str, pattern: str | tuple[str, str]) -> bool:
    return re.search(pattern if isinstance(pattern, str) else pattern[1], value) is not None


def _as_written(argument: Any) -> Any:
    """Return an argument with patterns and media as the spec has them; a pair is a pattern and its form in Python."""
    if isinstance(argument, tuple):
        written, _ = cast(tuple[str, str], argument)
        return written
    if is_dict(argument):
        return {
            name: {"kind": inner.kind} if name == "x-media" else _as_written(inner)
            for name, inner in argument.items()
        }
    return list(map(_as_written, argument)) if is_list(argument) else argument


def _has_dependents(value: Any, needs: Any) -> bool:
    return all(name in value for key, names in needs.items() if key in value for name in names)


def _unique(value: Any, wanted: Any) -> bool:
    return not wanted or len(set(map(equality_key, value))) == len(value)


KeywordCheck = tuple[str | None, Callable[[Any, Any], bool]]
_KEYWORD_CHECKS: dict[str, KeywordCheck] = {
    "type": (None, _is_type),
    "enum": (None, lambda v, a: equality_key(v) in map(equality_key, a)),
    "const": (None, lambda v, a: equality_key(v) == equality_key(a)),
    "multipleOf": ("number", lambda v, a: exact_number(v) % exact_number(a) == 0),
    "maximum": ("number", lambda v, a: exact_number(v) <= exact_number(a)),
    "exclusiveMaximum": ("number", lambda v, a: exact_number(v) < exact_number(a)),
    "minimum": ("number", lambda v, a: exact_number(v) >= exact_number(a)),
    "exclusiveMinimum": ("number", lambda v, a: exact_number(v) > exact_number(a)),
    "maxLength": ("string", lambda v, a: len(v) <= a),
    "minLength": ("string", lambda v, a: len(v) >= a),
    "pattern": ("string", _has_match),
    "maxItems": ("array", lambda v, a: len(v) <= a),
    "minItems": ("array", lambda v, a: len(v) >= a),
    "uniqueItems": ("array", _unique),
    "maxProperties": ("object", lambda v, a: len(v) <= a),
    "minProperties": ("object", lambda v, a: len(v) >= a),
    "required": ("object", lambda v, a: all(n in v for n in a)),
    "dependentRequired": ("object", _has_dependents),
    "not": (None, lambda v, a: not accepts(a, v)),
}


def _items(schema: Any, argument: Any, value: Any, path: DataPath) -> Iterator[RawFault]:
    start = len(schema.get("prefixItems", ()))
    for at, item in enumerate(value[start:], start):
        yield from find_faults(argument, item, (*path, at))


def _prefix_items(schema: Any, argument: Any, value: Any, path: DataPath) -> Iterator[RawFault]:
    for at, (below, item) in enumerate(zip(argument, value, strict=False)):
        yield from find_faults(below, item, (*path, at))


def _contains(schema: Any, argument: Any, value: Any, path: DataPath) -> Iterator[RawFault]:
    found = sum(accepts(argument, item) for item in value)
    least, most = schema.get("minContains", 1), schema.get("maxContains", found)
    if not least <= found <= most:
        text = f"{found} of its items fit {_as_written(argument)}, which should be at least {least}"
        more = f", at most {most}" if "maxContains" in schema else ""
        yield RawFault(path, "contains", text + more)


def _properties(schema: Any, argument: Any, value: Any, path: DataPath) -> Iterator[RawFault]:
    for name in (name for name in argument if name in value):
        yield from find_faults(argument[name], value[name], (*path, name))


def _pattern_properties(
    schema: Any, argument: Any, value: Any, path: DataPath
) -> Iterator[RawFault]:
    for pattern, below in argument.items():
        for name in (name for name in value if re.search(pattern, name)):
            yield from find_faults(below, value[name], (*path, name))


def _additional_properties(
    schema: Any, argument: Any, value: Any, path: DataPath
) -> Iterator[RawFault]:
    patterns: list[str] = [*schema.get("patternProperties", ())]
    named = schema.get("properties", ())
    for name in (name for name in value if name not in named):
        if not any(re.search(pattern, name) for pattern in patterns):
            yield from find_faults(argument, value[name], (*path, name))


def _property_names(schema: Any, argument: Any, value: Any, path: DataPath) -> Iterator[RawFault]:
    for name in value:
        yield from (
            RawFault((*path, name), "propertyNames", f.message) for f in find_faults(argument, name)
        )


def _dependent_schemas(
    schema: Any, argument: Any, value: Any, path: DataPath
) -> Iterator[RawFault]:
    for name in (name for name in argument if name in value):
        yield from find_faults(argument[name], value, path)


def _all_of(schema: Any, argument: Any, value: Any, path: DataPath) -> Iterator[RawFault]:
    for below in argument:
        yield from find_faults(below, value, path)


def _any_of(schema: Any, argument: Any, value: Any, path: DataPath) -> Iterator[RawFault]:
    fitting, reasons = _fitting(argument, value)
    if not fitting:
        yield RawFault(path, "anyOf", f"it should fit one of {len(argument)} branches, {reasons}")


def _one_of(schema: Any, argument: Any, value: Any, path: DataPath) -> Iterator[RawFault]:
    fitting, reasons = _fitting(argument, value)
    if len(fitting) != 1:
        text = f"it should fit exactly one of {len(argument)} branches, {reasons}"
        yield RawFault(path, "oneOf", text)


def _fitting(branches: Any, value: Any) -> tuple[list[str], str]:
    """Return the numbers of the branches that a value fits, and a text that says so, or why it fits none."""
    faults = [next(find_faults(one, value), None) for one in branches]
    fitting = [str(n) for n, fault in enumerate(faults, 1) if fault is None]
    if fitting:
        return fitting, f"but fits {len(fitting)} of them ({', '.join(fitting)})"
    parts = [(str(n), format_path(f.path), f.message) for n, f in enumerate(faults, 1) if f]
    said = [": ".join(filter(None, part)) for part in parts[:5]]
    said += [f"and {len(parts) - 5} more"] if len(parts) > 5 else []
    return [], f"but fits none ({'; '.join(said)})"


def _if_then_else(schema: Any, argument: Any, value: Any, path: DataPath) -> Iterator[RawFault]:
    yield from find_faults(
        schema.get("then" if accepts(argument, value) else "else", True), value, path
    )


def _media(schema: Any, argument: Any, value: Any, path: DataPath) -> Iterator[RawFault]:
    """Yield a fault if a URL cannot be a medium's; `argument` is a `Media`, so that only it is loaded with URLs."""
    if reason := argument.rejection_reason(value):
        yield RawFault(path, "media", argument.message(reason))


def _find_media(schema: Any, value: Any, path: DataPath) -> Iterator[tuple[DataPath, str, str]]:
    """Yield the media in a value, wherever a schema that applies to it says so."""
    if isinstance(schema, bool):
        return
    if "x-media" in schema and isinstance(value, str):
        yield path, schema["x-media"].kind, value
    for step, below, inner in described_values(schema, value):
        yield from _find_media(below, inner, (*path, step))
    for part, _ in applied_schemas(schema, value):
        yield from _find_media(part, value, path)
    if is_list(value) and "contains" in schema:
        for at, item in enumerate(value):
            if accepts(schema["contains"], item):
                yield from _find_media(schema["contains"], item, (*path, at))


def described_values(schema: Any, value: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the fields or items of a value that a schema describes: step, schema and value."""
    if is_list(value):
        first = schema.get("prefixItems", ())
        for at, item in enumerate(value):
            yield at, first[at] if at < len(first) else schema.get("items", True), item
    for name, inner in value.items() if is_dict(value) else ():
        own = [schema["properties"][name]] if name in schema.get("properties", ()) else []
        patterns = schema.get("patternProperties", {})
        own += [sub for pattern, sub in patterns.items() if re.search(pattern, name)]
        if not own and "additionalProperties" in schema:
            own = [schema["additionalProperties"]]
        for below in own:
            yield name, below, inner


def applied_schemas(schema: Any, value: Any) -> Iterator[tuple[Any, bool]]:
    """Yield the subschemas that apply to the same value, each with whether it is more than a condition."""
    for part in schema.get("allOf", ()):
        yield part, True
    for word in ("anyOf", "oneOf"):
        branches = schema.get(word, ())
        fitting = [branch for branch in branches if accepts(branch, value)]
        yield from ((branch, True) for branch in fitting or branches)
    for name, part in schema.get("dependentSchemas", {}).items():
        if is_dict(value) and name in value:
            yield part, True
    if "if" in schema:
        holds = accepts(schema["if"], value)
        yield holds and schema["if"], False
        yield schema.get("then" if holds else "else", True), True


SubschemaCheck = tuple[str | None, Callable[[Any, Any, Any, DataPath], Iterator[RawFault]]]
_SUBSCHEMA_CHECKS: dict[str, SubschemaCheck] = {
    "x-media": ("string", _media),
    "items": ("array", _items),
    "prefixItems": ("array", _prefix_items),
    "contains": ("array", _contains),
    "properties": ("object", _properties),
    "patternProperties": ("object", _pattern_properties),
    "additionalProperties": ("object", _additional_properties),
    "propertyNames": ("object", _property_names),
    "dependentSchemas": ("object", _dependent_schemas),
    "allOf": (None, _all_of),
    "anyOf": (None, _any_of),
    "oneOf": (None, _one_of),
    "if": (None, _if_then_else),
}
