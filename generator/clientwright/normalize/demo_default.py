"""`demo-default`: defaults of prompts and media fields fill the page's demo and are not part of the contract."""

from __future__ import annotations

import re
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    unchanged,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT
from clientwright.schema.equality import json_equal

CODE = "demo-default"
_PROMPT = re.compile(r".*prompts?(?:[_-]?[0-9]+)?", re.I)
_URL = re.compile(r"\s*(?:https?://|data:)", re.I)


def repair(node: RepairContext) -> RepairOutcome:
    """Drop a default that only fills the page's form."""
    if "default" not in node.schema or not _is_demo(node):
        return unchanged(node)
    note = node.record_repair("default", CODE, node.schema["default"], ABSENT)
    return without_keywords(node.schema, "default"), (note,)


def _is_demo(node: RepairContext) -> bool:
    value, items = node.schema["default"], node.schema.get("items")
    is_media = "x-media" in node.schema or (is_dict(items) and "x-media" in items)
    is_text = isinstance(value, (str, list, dict)) and not _has_choices(node)
    is_prompt = is_text and bool(_PROMPT.fullmatch(node.name))
    return is_media or is_prompt or _contains_url(value) or _is_in_sample(node)


def _is_in_sample(node: RepairContext) -> bool:
    """Return whether a free text is a demo value: the sample call sends it, too."""
    value = node.schema["default"]
    if not isinstance(value, str) or _has_choices(node):
        return False
    return any(json_equal(value, sample) for sample in node.samples)


def _has_choices(node: RepairContext) -> bool:
    return bool({"enum", "const"} & node.schema.keys())


def _contains_url(value: Any) -> bool:
    if is_dict(value):
        return any(map(_contains_url, value.values()))
    if is_list(value):
        return any(map(_contains_url, value))
    return isinstance(value, str) and bool(_URL.match(value))
