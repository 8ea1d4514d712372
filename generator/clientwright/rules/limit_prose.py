"""Recognize sentences that limit a sum, or the items of several arrays, in English and Chinese."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.number_sets import schema_numbers
from clientwright.rules.prose_templates import (
    AND_LIST_PATTERN,
    NAME_PATTERN,
    find_field,
    find_fields,
    match_templates,
    sentence_templates,
    split_names,
)

_MOST = rf"(?P<most>{NAME_PATTERN}|-?[0-9]+(?:\.[0-9]+)?)(?: seconds)?"
_OF = rf"(?P<name>{NAME_PATTERN}) (?:in|of) (?:all )?(?P<array>{NAME_PATTERN})"
_SUM = sentence_templates(
    rf"the values (?:of {_OF}|in (?P<flat>{NAME_PATTERN})) must add up to at most {_MOST}",
    rf"the (?:sum|total) of (?:the |all |every )?{_OF} (?:must|may|can) (?:not exceed|be at most|be no more than) {_MOST}",
    rf"the (?:sum|total) of (?:the |all |every )?{_OF} cannot exceed {_MOST}",
    rf"(?P<array>{NAME_PATTERN})\s*中所有\s*(?P<name>{NAME_PATTERN})\s*(?:的总和|的總和|之和)(?:不能|不得|不可)(?:超过|超過)\s*{_MOST}\s*(?:秒)?",
)
_N = r"(?P<n>[0-9]{1,6})"
_COUNTS = sentence_templates(
    rf"{AND_LIST_PATTERN} (?:together|in total) (?:may|can|must) (?:hold|have|contain) (?:at most|no more than) {_N} items?",
    rf"the total number of (?:items in )?{AND_LIST_PATTERN} (?:must not|cannot|may not) exceed {_N}",
    rf"the total number of (?:items in )?{AND_LIST_PATTERN} must be (?:at most|no more than) {_N}",
    rf"{AND_LIST_PATTERN}\s*的?(?:总数|總數|总数量|總數量|数量之和|數量總和)(?:不能|不得|不可)(?:超过|超過)\s*{_N}\s*(?:个|個|张|張)?",
)


def read_sum_at_most(sentence: str, at: str, schema: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the addends and their limit, or None if the sentence states none of known fields."""
    for match in match_templates(sentence, _SUM):
        found = match.groupdict()
        flat = found.get("flat")
        steps = (flat, EACH_ITEM) if flat else (found["array"], EACH_ITEM, found["name"])
        addends, most = JsonPath(steps), _most(found["most"], at, schema)
        if most is not None and schema_numbers(addends.schema(schema)):
            return {"addends": addends, "most": most}
    return None


def _most(text: str, at: str, schema: Mapping[str, Any]) -> JsonPath | int | float | None:
    if text[0].isdigit() or text[0] == "-":
        number: int | float = json.loads(text)
        return number
    path = find_field(text, at, schema)
    known = path is not None and EACH_ITEM not in path.steps
    return path if path and known and schema_numbers(path.schema(schema)) else None


def read_counts_together(
    sentence: str, at: str, schema: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Return the arrays and their limit, or None if the sentence states none of known fields."""
    for found in match_templates(sentence, _COUNTS):
        paths = find_fields(split_names(found["list"]), at, schema)
        if paths and len(paths) > 1 and all(_is_array(path, schema) for path in paths):
            return {"arrays": paths, "at_most": int(found["n"])}
    return None


def _is_array(path: JsonPath, schema: Mapping[str, Any]) -> bool:
    return (path.schema(schema) or {}).get("type") == "array"
