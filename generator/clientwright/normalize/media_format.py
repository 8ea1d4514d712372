"""`media-format`: `image_uri`, `video_uris`, … become `format: uri` and a media kind on the string."""

from __future__ import annotations

from collections.abc import Mapping

from clientwright.io.json_types import Schema, is_dict
from clientwright.normalize.ambiguous_items import is_opaque
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    effective_repairs,
    unchanged,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT
from clientwright.normalize.type_names import types_of

CODE = "media-format"
MEDIA_FORMATS: Mapping[str, str] = {
    f"{kind}_{form}": kind
    for kind in ("image", "video", "audio")
    for form in ("uri", "uris", "url", "urls")
}


def repair(node: RepairContext) -> RepairOutcome:
    """Write the media kind where the URL is: on a string, or on the items of an array."""
    written = node.schema.get("format")
    kind = MEDIA_FORMATS.get(written) if isinstance(written, str) else None
    if kind is None:
        return unchanged(node)
    types, items = types_of(node.schema), node.schema.get("items", {})
    if "array" in types and not is_opaque(("items",), items):
        after = {
            **without_keywords(node.schema, "format"),
            "items": _with_media_kind({"type": "string", **items}, kind),
        }
        below = node.record_repair("items", CODE, node.schema.get("items", ABSENT), after["items"])
        return after, effective_repairs(node.record_repair("format", CODE, written, ABSENT), below)
    if (
        types == frozenset({"array"})
        or not types <= {"string", "null"}
        or str(written).endswith("s")
    ):
        return unchanged(node)
    schema = _with_media_kind(without_keywords(node.schema, "format"), kind)
    media = node.record_repair(
        "x-media", CODE, node.schema.get("x-media", ABSENT), schema["x-media"]
    )
    return schema, effective_repairs(
        node.record_repair("format", CODE, written, schema["format"]), media
    )


def _with_media_kind(schema: Schema, kind: str) -> Schema:
    media = schema.get("x-media", {})
    known = media if is_dict(media) else {}
    written = schema.get("format", "uri")
    inner = "uri" if isinstance(written, str) and written in MEDIA_FORMATS else written
    return {**schema, "format": inner, "x-media": {"kind": kind, **known}}
