"""`demo-default`: defaults of prompts and media fields are the page's demo, no part of the contract."""

from __future__ import annotations

import re
from typing import Any

from clientwright.dialect.canonical import same
from clientwright.dialect.node import Change, Node, unchanged, without
from clientwright.dialect.values import ABSENT
from clientwright.sources.json_values import is_array, is_object

CODE = "demo-default"
_PROMPT = re.compile(r".*prompts?(?:[_-]?[0-9]+)?", re.I)
_ADDRESS = re.compile(r"\s*(?:https?://|data:)", re.I)


def repair(node: Node) -> Change:
    """Drop a default that only fills the page's form."""
    if "default" not in node.schema or not _is_demo(node):
        return unchanged(node)
    note = node.repair("default", CODE, node.schema["default"], ABSENT)
    return without(node.schema, "default"), (note,)


def _is_demo(node: Node) -> bool:
    value, items = node.schema["default"], node.schema.get("items")
    media = "x-media" in node.schema or (is_object(items) and "x-media" in items)
    words = isinstance(value, (str, list, dict)) and not _chosen(node)
    prompt = words and bool(_PROMPT.fullmatch(node.name))
    return media or prompt or _holds_address(value) or _sampled(node)


def _sampled(node: Node) -> bool:
    """A free string that the sample call sends, too, is the demo's."""
    value = node.schema["default"]
    if not isinstance(value, str) or _chosen(node):
        return False
    return any(same(value, sample) for sample in node.samples)


def _chosen(node: Node) -> bool:
    return bool({"enum", "const"} & node.schema.keys())


def _holds_address(value: Any) -> bool:
    if is_object(value):
        return any(map(_holds_address, value.values()))
    if is_array(value):
        return any(map(_holds_address, value))
    return isinstance(value, str) and bool(_ADDRESS.match(value))
