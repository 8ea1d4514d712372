"""Schema of the `x-media` keyword, which no meta-schema of JSON Schema covers."""

from __future__ import annotations

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from clientwright.io.json_types import Schema
from clientwright.schema.media_formats import MEDIA_KEYWORD

MEDIA_SCHEMA: Schema = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "kind": {"enum": ["image", "video", "audio"]},
        "formats": {"type": "array", "items": {"type": "string"}},
        "limits": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["of", "is", "value"],
                "additionalProperties": False,
                "properties": {
                    "of": {"type": "string"},
                    "is": {"type": "string"},
                    "value": {"type": "number"},
                },
            },
        },
    },
}


def media_error(media: object) -> str:
    """Return what is wrong with the value of `x-media`, or an empty string."""
    error = next(_validator().iter_errors(media), None)
    return f"{MEDIA_KEYWORD}: {error.message}"[:200] if error else ""


@cache
def _validator() -> Any:
    return Draft202012Validator(MEDIA_SCHEMA)
