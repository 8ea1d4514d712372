"""`$ref`: replaced by what it points to, inside the same document and without circles."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import unquote

from clientwright.json_types import is_list
from clientwright.specs import schema_keywords
from clientwright.specs.json_text import DEPTH_LIMIT, Schema, depth_of, resolve_pointer

MAX_SCHEMAS = 50_000
"""How many schemas may come out of one document before it counts as a bomb."""

_TOO_DEEP = f"what it gives nests deeper than {DEPTH_LIMIT} levels"


class BadReference(ValueError):
    """A reference that is not followed; `pointer` is where it stands."""

    def __init__(self, pointer: str, target: str, reason: str) -> None:
        """Keep where, what and why."""
        super().__init__(f"{target}: {reason}")
        self.pointer, self.target, self.reason = pointer, target, reason


def inline_references(schema: Schema) -> Schema:
    """Give the schema with every `$ref` replaced and `$defs` gone.

    Raises:
        BadReference: a reference leads out of the document, to nothing, in a circle, or multiplies.
    """
    try:
        inlined = _Inliner(schema).schema(schema, "", ())
    except RecursionError:
        raise BadReference("", "$ref", _TOO_DEEP) from None
    if depth_of(inlined) > DEPTH_LIMIT:
        raise BadReference("", "$ref", _TOO_DEEP)
    if isinstance(inlined, bool):
        return {} if inlined else {"not": {}}
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
        if self.count > MAX_SCHEMAS:
            raise BadReference(
                "", "$ref", f"the references multiply to more than {MAX_SCHEMAS} schemas"
            )
        found = cast(dict[str, Any], value)
        own = {key: inner for key, inner in found.items() if key not in ("$ref", "$defs")}
        rebuilt = schema_keywords.map_subschemas(
            own, lambda below, sub: self.schema(sub, below, seen), at
        )
        if "$ref" not in found:
            return rebuilt
        target = self.target(found["$ref"], f"{at}/$ref", seen)
        return _join_target(rebuilt, target)

    def target(self, reference: Any, at: str, seen: tuple[str, ...]) -> Any:
        """Follow one reference."""
        if not isinstance(reference, str) or not reference.startswith("#/"):
            raise BadReference(
                at, str(reference), "only references inside the same document are followed"
            )
        if reference in seen:
            raise BadReference(at, reference, "it leads back to itself")
        try:
            pointer = unquote(reference[1:], errors="strict")
            found = resolve_pointer(self.document, pointer)
        except (LookupError, ValueError):
            raise BadReference(at, reference, "nothing stands there") from None
        if not isinstance(found, (dict, bool)):
            raise BadReference(at, reference, "what stands there is no schema")
        return self.schema(found, pointer, (*seen, reference))


def _join_target(rebuilt: dict[str, Any], target: Any) -> Any:
    """Join what a reference points to with the keywords that stand beside it."""
    if not rebuilt:
        return target
    own: Any = rebuilt.get("allOf", [])
    listed = own if is_list(own) else []
    return {**rebuilt, "allOf": [*listed, target]}
