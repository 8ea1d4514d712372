"""Small OpenAPI documents for tests, and reading one that must be valid."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from clientwright.sources.documents import RawEndpoint
from sources.support import read_text

PROMPT = {"type": "object", "properties": {"prompt": {"type": "string"}}, "required": ["prompt"]}
IMAGE = {"type": "object", "properties": {"image": {"type": "string", "format": "uri"}}}
STATUS = {"type": "object", "properties": {"status": {"type": "string"}}}


def content(schema: Any, media_type: str = "application/json") -> dict[str, Any]:
    """Return a body or a response with a schema."""
    return {"content": {media_type: {"schema": schema}}}


def post(body: Any, answer: Any = IMAGE, status: str = "200") -> dict[str, Any]:
    """Return a path with a POST."""
    return {"post": {"requestBody": content(body), "responses": {status: content(answer)}}}


def api(paths: Mapping[str, Any], schemas: Mapping[str, Any] = {}, **more: Any) -> dict[str, Any]:
    """Return an OpenAPI document."""
    head = {"openapi": "3.0.2", "info": {"title": "Paint", "version": "1"}}
    return {**head, "paths": dict(paths), "components": {"schemas": dict(schemas)}, **more}


def read(document: Any, **options: str) -> RawEndpoint:
    """Read a document that must be valid, under an id."""
    raw = read_text(json.dumps(document, indent=1), "api.json", **{"id": "maker/paint", **options})
    assert isinstance(raw, RawEndpoint), [str(problem) for problem in raw]
    return raw
