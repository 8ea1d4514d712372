"""`$ref`: replaced by what it points to, inside the same document and without circles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from clientwright.spec.jsontext import Schema, resolve

LARGEST = 50_000
"""How many schemas may come out of one document before it counts as a bomb."""


class BadReference(ValueError):
    """A reference that is not followed; `pointer` is where it stands."""

    def __init__(self, pointer: str, target: str, reason: str) -> None:
        """Keep where, what and why."""
        super().__init__(f"{target}: {reason}")
        self.pointer, self.target, self.reason = pointer, target, reason


def inline(schema: Schema) -> Schema:
    """Give the schema with every `$ref` replaced and `$defs` gone; the same object where it has none.

    Raises:
        BadReference: a reference leads out of the document, to nothing, in a circle, or multiplies.
    """
    inlined = _Inliner(schema).schema(schema, "", ())
    return cast(Schema, inlined)


class _Inliner:
    def __init__(self, document: Schema) -> None:
        self.document = document
        self.count = 0

    def schema(self, value: Any, at: str, seen: tuple[str, ...]) -> Any:
        """Rebuild one schema; `seen` are the references that led here."""
        if not isinstance(value, dict):
            return value
        self.count += 1
        if self.count > LARGEST:
            raise BadReference(
                at, "$ref", f"the references multiply to more than {LARGEST} schemas"
            )
        found = cast(dict[str, Any], value)
        rebuilt = {
            key: self.keyword(key, inner, f"{at}/{key}", seen)
            for key, inner in found.items()
            if key not in ("$ref", "$defs")
        }
        if "$ref" not in found:
            return rebuilt
        target = self.target(found["$ref"], f"{at}/$ref", seen)
        return target if not rebuilt else {**rebuilt, "allOf": [*rebuilt.get("allOf", []), target]}

    def keyword(self, key: str, value: Any, at: str, seen: tuple[str, ...]) -> Any:
        """Rebuild a keyword's value: only the places that hold schemas are looked into."""
        if key in ("properties", "patternProperties", "dependentSchemas") and isinstance(
            value, Mapping
        ):
            named = cast(Mapping[str, Any], value)
            return {name: self.schema(sub, f"{at}/{name}", seen) for name, sub in named.items()}
        if key in ("allOf", "anyOf", "oneOf", "prefixItems") and isinstance(value, list):
            return [self.schema(sub, f"{at}/{n}", seen) for n, sub in enumerate(value)]
        if key in (
            "items",
            "contains",
            "additionalProperties",
            "propertyNames",
            "if",
            "then",
            "else",
            "not",
        ):
            return self.schema(value, at, seen)
        return value

    def target(self, reference: Any, at: str, seen: tuple[str, ...]) -> Any:
        """Follow one reference."""
        if not isinstance(reference, str) or not reference.startswith("#/"):
            raise BadReference(
                at, str(reference), "only references inside the same document are followed"
            )
        if reference in seen:
            raise BadReference(at, reference, "it leads back to itself")
        try:
            found = resolve(self.document, reference[1:])
        except (LookupError, ValueError):
            raise BadReference(at, reference, "nothing stands there") from None
        return self.schema(found, reference[1:], (*seen, reference))
