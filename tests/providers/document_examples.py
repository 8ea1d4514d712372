"""Payloads from the documents of fal and Replicate: the examples and defaults that they give, and little else.

This reads a document by itself, without the importer, so that what the importer made of it can be judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = Any
FILLED_URL = "https://example.com/file"
FILLED_TEXT = "A lighthouse at dawn"
MOST_PAYLOADS = 4
LARGEST_EXACT = 2**53
ABSENT = object()


@dataclass(frozen=True, slots=True)
class ModelDocument:
    """A document of one endpoint: its id, its schema of an input, and the root that references start from."""

    id: str
    input: Json
    root: Json

    @classmethod
    def of(cls, document: Json) -> ModelDocument:
        """Read an entry of fal's catalogue, a model of Replicate's API, or what a model's page shows."""
        if "endpoint_id" in document:
            root = document["openapi"]
            posts = [one["post"] for one in root["paths"].values() if "post" in one]
            content = posts[0]["requestBody"]["content"]["application/json"]
            return cls(document["endpoint_id"], content["schema"], root)
        id = f"{document['owner']}/{document['name']}"
        if "input_schema" in document:
            return cls(id, document["input_schema"], document["input_schema"])
        root = document["latest_version"]["openapi_schema"]
        return cls(id, root["components"]["schemas"]["Input"], root)

    def payloads(self) -> Iterator[dict[str, Json]]:
        """Yield one payload for each row of examples: the first of every field, then the second, and so on."""
        seen: list[Json] = []
        for row in range(MOST_PAYLOADS):
            payload = self._object(self.input, row)
            if payload not in seen:
                seen.append(payload)
                yield payload

    def wrong_values(self) -> Iterator[tuple[str, Json]]:
        """Yield fields of the input with a value that its own keywords exclude, whichever they are."""
        for name, field in self._resolved(self.input).get("properties", {}).items():
            schema = self._resolved(field)
            if not {"anyOf", "oneOf"} & schema.keys():
                yield from ((name, value) for value in _excluded(schema))

    def _object(self, schema: Json, row: int) -> dict[str, Json]:
        schema = self._resolved(schema)
        values = {
            name: self._value(name, field, row, name in schema.get("required", ()))
            for name, field in schema.get("properties", {}).items()
        }
        return {name: value for name, value in values.items() if value is not ABSENT}

    def _value(self, name: str, field: Json, row: int, required: bool) -> Json:
        """Return the example of a field in a row, else its default, else, if it is required, a filler."""
        field = self._resolved(field)
        examples = field.get("examples") or [field[w] for w in ("example",) if w in field]
        if examples:
            return examples[min(row, len(examples) - 1)]
        if field.get("default") is not None:
            return field["default"]
        return self._filler(name, field, row) if required else ABSENT

    def _filler(self, name: str, field: Json, row: int) -> Json:
        for word in ("anyOf", "oneOf"):
            if field.get(word):
                field = self._resolved(field[word][0])
        if "enum" in field:
            return field["enum"][row % len(field["enum"])]
        if "properties" in field:
            return self._object(field, row)
        if field.get("type") == "array":
            item = self._value(name, field.get("items", {}), row, required=True)
            return [item] * max(1, field.get("minItems", 0))
        if field.get("type") == "string":
            return FILLED_URL if "url" in name or field.get("format") == "uri" else FILLED_TEXT
        return {"boolean": True, "object": {}}.get(field.get("type"), field.get("minimum", 1))

    def _resolved(self, schema: Json) -> Mapping[str, Json]:
        """Return a schema with what it refers to, by `$ref` or an `allOf`; what stands beside the reference counts."""
        found: dict[str, Json] = {}
        for part in schema.get("allOf", ()):
            found.update(self._resolved(part))
        if "$ref" in schema:
            found.update(self._resolved(self._at(schema["$ref"])))
        return {**found, **schema}

    def _at(self, reference: str) -> Json:
        """Return what a reference leads to; nothing if the document does not have it."""
        value = self.root
        for step in reference.removeprefix("#/").split("/"):
            value = value.get(step, {})
        return value


def _excluded(schema: Mapping[str, Json]) -> Iterator[Json]:
    """Yield a value that each keyword excludes."""
    if schema.get("type") in ("string", "integer", "number", "boolean", "array"):
        yield {"no": "such value"}
    if "enum" in schema:
        yield "no such value" if schema.get("type") == "string" else 987_654_321
    if "maximum" in schema and abs(schema["maximum"]) < LARGEST_EXACT:
        yield int(schema["maximum"]) + 1
    if "minimum" in schema and abs(schema["minimum"]) < LARGEST_EXACT:
        yield int(schema["minimum"]) - 1
    if "maxLength" in schema:
        yield "x" * (schema["maxLength"] + 1)
    if schema.get("minItems"):
        yield []
