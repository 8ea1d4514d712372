"""The input of an endpoint as one JSON Schema: closed, with texts, media as formats, and rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from clientwright.export.closed_inputs import close_objects
from clientwright.io.json_types import Schema, is_dict
from clientwright.rules.kinds import as_json
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.references import inline_references
from clientwright.schema.walk import map_subschemas
from clientwright.specs.model import Endpoint, Service, Words, find_text

Text = Callable[[str, str], str]
"""Returns the text of a pointer and a keyword, or ""."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"
RULES_KEYWORD = "x-rules"
"""Where a document lists the rules: each in the form of the spec, with its sentence."""


def endpoint_schema(endpoint: Endpoint, service: Service, locale: str) -> dict[str, Any]:
    """Return the JSON Schema of an endpoint's input, with texts in a locale as far as there are any."""
    schema = input_schema(endpoint, service, locale)
    title = {"title": str(endpoint.id)}
    return {"$schema": DIALECT, **title, **{k: v for k, v in schema.items() if k != "title"}}


def input_schema(endpoint: Endpoint, service: Service, locale: str) -> dict[str, Any]:
    """Return the input's schema as it stands inside another document."""
    schemes: Sequence[str] = service.document["media"]["schemes"]
    closed = _with_url_forms(close_objects(endpoint.input), schemes)
    worded = _with_texts(closed, lambda at, key: endpoint.text(at, key, locale))
    return _with_rules(worded, endpoint)


def service_output(service: Service, locale: str) -> dict[str, Any]:
    """Return the output's schema that the endpoints of a service share, with its texts."""
    words: Words = service.document.get("words", {})
    return _with_texts(service.output, lambda at, key: find_text(words, at, key, locale))


def output_schema(endpoint: Endpoint, locale: str) -> dict[str, Any] | None:
    """Return the output's schema that an endpoint has for itself, with its texts, or None."""
    if endpoint.output is None:
        return None
    words = endpoint.output_words
    return _with_texts(endpoint.output, lambda at, key: find_text(words, at, key, locale))


def _with_texts(schema: Schema, text: Text) -> dict[str, Any]:
    """Return a schema with its titles and descriptions, each found by its pointer and its keyword."""

    def part(at: str, one: Any) -> Any:
        if not is_dict(one):
            return one
        texts = {key: found for key in ("title", "description") if (found := text(at, key))}
        return {**texts, **map_subschemas(one, part, at)}

    worded: dict[str, Any] = part("", schema)
    return worded


def _with_url_forms(schema: Any, schemes: Sequence[str]) -> Any:
    """Return a schema in which media also have the form of their URL."""

    def change(_: str, sub: Any) -> Any:
        return _with_url_forms(sub, schemes)

    if not is_dict(schema):
        return schema
    found = map_subschemas(schema, change)
    return _with_url_form(found, schemes) if MEDIA_KEYWORD in found else found


def _with_url_form(schema: dict[str, Any], schemes: Sequence[str]) -> dict[str, Any]:
    """Return the schema of a medium's URL with its form as `format` and `pattern`."""
    found = {"format": "uri", **schema}
    pattern = _url_pattern(schemes)
    if "pattern" not in found:
        return {**found, "pattern": pattern}
    return {**found, "allOf": [*found.get("allOf", ()), {"pattern": pattern}]}


def _url_pattern(schemes: Sequence[str]) -> str:
    """Return a pattern that every URL with one of the schemes matches, in any case of its letters."""
    fetched = [one for one in schemes if one != "data"]
    written = ["".join(f"[{c.upper()}{c}]" if c.isalpha() else c for c in one) for one in fetched]
    listed = written[0] if len(written) == 1 else f"(?:{'|'.join(written)})"
    pattern = f"^{listed}://[^ \\t\\r\\n]+$"
    return (
        f"{pattern}|^[Dd][Aa][Tt][Aa]:[^ \\t\\r\\n,]*,[^ \\t\\r\\n]*$"
        if "data" in schemes
        else pattern
    )


def _with_rules(schema: dict[str, Any], endpoint: Endpoint) -> dict[str, Any]:
    """Return a schema with the rules of its endpoint: as data, and as schema where there is a form for it."""
    if not endpoint.rules:
        return schema
    inlined = inline_references(endpoint.input)
    listed = [{**as_json(rule), "sentence": rule.sentence()} for rule in endpoint.rules]
    forms = [dict(form) for rule in endpoint.rules if (form := rule.as_schema(inlined))]
    beside = {"allOf": [*schema.get("allOf", ()), *forms]} if forms else {}
    return {**schema, **beside, RULES_KEYWORD: listed}


def with_references_below(schema: Any, base: str) -> Any:
    """Return a schema whose references into itself are references below `base` of another document."""

    def change(_: str, sub: Any) -> Any:
        return with_references_below(sub, base)

    if not is_dict(schema):
        return schema
    found = map_subschemas(schema, change)
    reference = found.get("$ref")
    if isinstance(reference, str) and reference.startswith("#"):
        found["$ref"] = base + reference.removeprefix("#")
    return found
