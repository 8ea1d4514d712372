"""Defaults that only fill the form of the provider's page, and are no part of the contract."""

from __future__ import annotations

import re
from collections.abc import Iterator
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

DEMO_DEFAULT = "demo-default"
"""Defaults of required prompts and media, and URLs of the page's own samples, fill the page's demo.

The default of an optional field says what the provider does without it, so it stays.
"""
_PROMPT = re.compile(r".*prompts?(?:[_-]?[0-9]+)?", re.I)
_URL = re.compile(r"\s*(?:https?://|data:)", re.I)


def drop_demo_default(node: RepairContext) -> RepairOutcome:
    """Drop a default that only fills the page's form."""
    if "default" not in node.schema or not _is_demo(node):
        return unchanged(node)
    note = node.record_repair("default", DEMO_DEFAULT, node.schema["default"], ABSENT)
    return without_keywords(node.schema, "default"), (note,)


def _is_demo(node: RepairContext) -> bool:
    value = node.schema["default"]
    urls = {*urls_in(value)}
    if urls & node.page_urls or not node.is_required:
        return bool(urls & node.page_urls)
    items = node.schema.get("items")
    is_media = "x-media" in node.schema or (is_dict(items) and "x-media" in items)
    is_text = isinstance(value, (str, list, dict)) and not _has_choices(node)
    is_prompt = is_text and bool(_PROMPT.fullmatch(node.name))
    return is_media or is_prompt or bool(urls) or _is_in_sample(node)


def _is_in_sample(node: RepairContext) -> bool:
    """Return whether a free text is a demo value: the sample call sends it, too."""
    value = node.schema["default"]
    if not isinstance(value, str) or _has_choices(node):
        return False
    return any(json_equal(value, sample) for sample in node.samples)


def _has_choices(node: RepairContext) -> bool:
    return bool({"enum", "const"} & node.schema.keys())


def urls_in(value: Any) -> Iterator[str]:
    """Yield the URLs among the texts of a JSON value."""
    if is_dict(value):
        value = [*value.values()]
    if is_list(value):
        for one in value:
            yield from urls_in(one)
    elif isinstance(value, str) and _URL.match(value):
        yield value.strip()
