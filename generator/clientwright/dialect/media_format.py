"""`media-format`: `image_uri`, `video_uris`, ... become `format: uri` and a media kind on the string."""

from __future__ import annotations

from collections.abc import Mapping

from clientwright.dialect.ambiguous import opaque
from clientwright.dialect.node import Change, Node, told, unchanged, without
from clientwright.dialect.types import types_of
from clientwright.dialect.values import ABSENT
from clientwright.sources.json_values import is_object
from clientwright.spec.jsontext import Schema

CODE = "media-format"
KINDS: Mapping[str, str] = {
    f"{kind}_{form}": kind
    for kind in ("image", "video", "audio")
    for form in ("uri", "uris", "url", "urls")
}


def repair(node: Node) -> Change:
    """Say the kind of media where its URL stands: on a string, or on the items of an array."""
    written = node.schema.get("format")
    kind = KINDS.get(written) if isinstance(written, str) else None
    if kind is None:
        return unchanged(node)
    types, items = types_of(node.schema), node.schema.get("items", {})
    if "array" in types and not opaque(("items",), items):
        after = {
            **without(node.schema, "format"),
            "items": _marked({"type": "string", **items}, kind),
        }
        below = node.repair("items", CODE, node.schema.get("items", ABSENT), after["items"])
        return after, told(node.repair("format", CODE, written, ABSENT), below)
    if (
        types == frozenset({"array"})
        or not types <= {"string", "null"}
        or str(written).endswith("s")
    ):
        return unchanged(node)
    schema = _marked(without(node.schema, "format"), kind)
    media = node.repair("x-media", CODE, node.schema.get("x-media", ABSENT), schema["x-media"])
    return schema, told(node.repair("format", CODE, written, schema["format"]), media)


def _marked(schema: Schema, kind: str) -> Schema:
    media = schema.get("x-media", {})
    known = media if is_object(media) else {}
    written = schema.get("format", "uri")
    inner = "uri" if isinstance(written, str) and written in KINDS else written
    return {**schema, "format": inner, "x-media": {"kind": kind, **known}}
