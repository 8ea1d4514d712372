"""A bare JSON Schema file: the id comes from the user, everything else from the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from clientwright.errors import ProblemsError
from clientwright.io.json_text import parse_json, scan_json
from clientwright.io.json_types import is_dict
from clientwright.problems import Location, Problem
from clientwright.sources.documents import (
    Document,
    JsonBlock,
    RawEndpoint,
    ReadOptions,
    Source,
    normalize_text,
)
from clientwright.sources.locale import choose_locale, locale_doubts
from clientwright.sources.problems import IsOpenApi, NoId, NoSchema
from clientwright.specs.model_ids import ModelId, check_model_id

DEFAULT_LOCALE = "en"


def can_read(source: Source) -> bool:
    """Return whether a source is a JSON document, by its name or its first and last character."""
    text = source.text.strip("\ufeff \t\r\n")
    return source.name.lower().endswith(".json") or (text[:1] == "{" and text[-1:] == "}")


def read(source: Source, options: ReadOptions) -> RawEndpoint | tuple[Problem, ...]:
    """Read a bare schema."""
    document = Document(source.name, normalize_text(source.text))
    here = Location(source.name)
    try:
        schema = parse_json(document.text, here)
    except ProblemsError as error:
        return error.problems
    if is_dict(schema) and {"openapi", "swagger"} & schema.keys():
        return (IsOpenApi(here, _schema_names(schema)),)
    model_id = NoId(here) if options.id is None else check_model_id(options.id, here)
    chosen = choose_locale(options.locale or DEFAULT_LOCALE, document, {})
    shape_problems = () if is_dict(schema) and "properties" in schema else (NoSchema(here),)
    if not isinstance(model_id, ModelId) or not isinstance(chosen, str) or shape_problems:
        return (*(p for p in (model_id, chosen) if isinstance(p, Problem)), *shape_problems)
    block = JsonBlock(schema, document, scan_json(document.text, here).offsets)
    return RawEndpoint(
        model_id,
        chosen,
        schema,
        location=replace(block.locate(""), pointer=""),
        problems=locale_doubts(options.locale, document, schema),
        input_block=block,
    )


def _schema_names(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the schemas in an OpenAPI document, of version 3 or 2."""
    components = document.get("components")
    named = components.get("schemas") if is_dict(components) else document.get("definitions")
    return tuple(named) if is_dict(named) else ()
