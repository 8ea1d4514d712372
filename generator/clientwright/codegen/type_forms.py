"""The form of a type: its schema with placeholders for names and plain numbers.

The model generator spells forms. It may rename what has the name of something that it imports, and types that
differ only in names and numbers are spelled alike. No name of a document reaches it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from clientwright.codegen.code import Code

DEFINITIONS = "#/$defs/"
PLACEHOLDER = re.compile(r"\b(?:Model|Type|Integer|Float)\d+\b")
FIRST_NUMBER = 100_000
"""The number that stands for the first one of a form."""
PLAIN = 10**15
"""Numbers below it, except zero, differ only in their digits; a form has others as they are."""

_PYTHON_TYPES = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "null": "None",
}
_CONSTRAINTS = {
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_length",
    "maxItems": "max_length",
}


@dataclass(frozen=True, slots=True)
class TypeForm:
    """A type's schema with placeholders, as JSON, and the texts that these stand for."""

    schema: str
    meanings: Mapping[str, str]

    @classmethod
    def of(cls, type_schema: Mapping[str, Any]) -> TypeForm:
        """Return the form of a type's schema."""
        placeholders = _Placeholders()
        return cls(json.dumps(placeholders.put_into(type_schema)), placeholders.meanings)

    def plain_spelling(self) -> str:
        """Return what the schema says, as an annotation; the generator may spell what is unusual otherwise."""
        return _spelling(json.loads(self.schema))

    def fill(self, spelled: str) -> Code:
        """Return the spelling of the form with what its placeholders stand for."""
        return Code(PLACEHOLDER.sub(lambda found: self.meanings[found[0]], spelled))


@dataclass(slots=True)
class _Placeholders:
    """Placeholders by what they stand for.

    Equal names have one, and so have equal numbers: members of a union that are equal stay so.
    """

    meanings: dict[str, str] = field(default_factory=dict[str, str])
    known: dict[tuple[str, Any], Any] = field(default_factory=dict[tuple[str, Any], Any])

    def put_into(self, given: Any) -> Any:
        """Return a part of a schema with placeholders."""
        if isinstance(given, list):
            return [self.put_into(one) for one in given]
        if isinstance(given, Mapping):
            found = cast(Mapping[str, Any], given)
            return {key: self._value(key, one) for key, one in found.items()}
        if isinstance(given, (int, float)) and not isinstance(given, bool):
            return self._number(given) if 0 < abs(given) < PLAIN else given
        return given

    def _value(self, key: str, value: Any) -> Any:
        if key == "$ref":
            return DEFINITIONS + self._name("Model", value.removeprefix(DEFINITIONS))
        if key == "customTypePath":
            return "types." + self._name("Type", value.removeprefix("types."))
        return self.put_into(value)

    def _name(self, kind: str, name: str) -> str:
        if (kind, name) not in self.known:
            self.known[kind, name] = placeholder = f"{kind}{len(self.known)}"
            self.meanings[placeholder] = name
        return str(self.known[kind, name])

    def _number(self, number: int | float) -> int | float:
        """Return a number of the same type and sign, which is integral if the number is."""
        key = (type(number).__name__, number)
        if key not in self.known:
            n = len(self.known)
            size: int | float = FIRST_NUMBER + n
            if isinstance(number, float):
                size = float(size) if number.is_integer() else size + 0.5
            self.known[key] = size if number > 0 else -size
            self.meanings |= {f"Integer{n}": repr(int(number)), f"Float{n}": repr(float(number))}
        return cast(int | float, self.known[key])


def _spelling(schema: Mapping[str, Any]) -> str:
    """Return the annotation of a form's schema: a union, or one type with its bounds."""
    if "anyOf" in schema:
        members = dict.fromkeys(map(_spelling, schema["anyOf"]))
        return " | ".join(sorted(members, key="None".__eq__))
    bounds = sorted(
        f"{_CONSTRAINTS[key]}={number_placeholder(bound) or repr(bound)}"
        for key, bound in schema.items()
        if key in _CONSTRAINTS
    )
    bare = _bare_spelling(schema)
    return f"Annotated[{bare}, Field({', '.join(bounds)})]" if bounds else bare


def _bare_spelling(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(DEFINITIONS)
    if "customTypePath" in schema:
        return str(schema["customTypePath"]).removeprefix("types.")
    if schema["type"] == "array":
        return f"list[{_spelling(schema['items'])}]"
    if schema["type"] == "object":
        values = schema["additionalProperties"]
        return f"dict[str, {'Any' if values is True else _spelling(values)}]"
    return _PYTHON_TYPES[schema["type"]]


def number_placeholder(number: int | float) -> str:
    """Return the placeholder of a number of a form that stands for another; "" for one that does not."""
    if not FIRST_NUMBER <= abs(number) < PLAIN:
        return ""
    kind = "Integer" if isinstance(number, int) else "Float"
    return f"{kind}{int(abs(number)) - FIRST_NUMBER}"
