"""Recognize sentences in which one field requires others, or a number of items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.rules.json_path import JsonPath
from clientwright.rules.prose_templates import (
    AND_LIST_PATTERN,
    GIVEN_PATTERN,
    NAME_PATTERN,
    find_fields,
    match_templates,
    sentence_templates,
    split_names,
)

_FIELD = rf"(?P<field>{NAME_PATTERN})"
_COUNT = rf"exactly (?P<n>[0-9]{{1,6}}) items? in (?P<array>{NAME_PATTERN})"
_ZH_GIVE = r"(?:提供|指定|使用|设置|設置|設定|设定|传入|傳入)"
_ZH_MUST = r"(?:必须|必須|需要|需)"
_TEMPLATES = sentence_templates(
    rf"{_FIELD} requires {AND_LIST_PATTERN}(?: to be {GIVEN_PATTERN}| as well| too)?",
    rf"{_FIELD} requires {_COUNT}",
    rf"{_FIELD} requires {AND_LIST_PATTERN},? and {_COUNT}",
    rf"(?:if|when) {_FIELD} is {GIVEN_PATTERN}, {AND_LIST_PATTERN} (?:must (?:also )?be {GIVEN_PATTERN}|(?:is|are) (?:also )?required)",
    rf"{AND_LIST_PATTERN} (?:is|are) required (?:if|when|whenever) {_FIELD} is {GIVEN_PATTERN}",
    rf"{AND_LIST_PATTERN} must (?:also )?be {GIVEN_PATTERN} (?:if|when|whenever) {_FIELD} is {GIVEN_PATTERN}",
    rf"{_FIELD} (?:can|may) only be {GIVEN_PATTERN} (?:together|along|in combination) with {AND_LIST_PATTERN}",
    rf"{_ZH_GIVE}\s*{_FIELD}\s*(?:时|時)[,，]?\s*{_ZH_MUST}(?:同时|同時|也)?{_ZH_GIVE}\s*{AND_LIST_PATTERN}",
    rf"{_FIELD}\s*{_ZH_MUST}(?:与|與|和|跟)\s*{AND_LIST_PATTERN}\s*(?:一起|同时|同時|配合|搭配)使用",
    rf"{_FIELD}\s*を(?:指定|使用|設定)する場合は?[、,]?\s*{AND_LIST_PATTERN}\s*(?:も指定する必要があります|の指定が必要です|が必要です)",
    rf"{_FIELD} требует (?:указания )?{AND_LIST_PATTERN}",
    rf"если указан[оа]? {_FIELD}, (?:необходимо|нужно) (?:также )?указать {AND_LIST_PATTERN}",
    rf"{_FIELD} requiere {AND_LIST_PATTERN}",
    rf"si se (?:especifica|proporciona|indica) {_FIELD}, también se debe (?:especificar|proporcionar|indicar) {AND_LIST_PATTERN}",
)


def read_requires(sentence: str, at: str, schema: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the field, its needs and its count, or None if the sentence states none of known fields."""
    for match in match_templates(sentence, _TEMPLATES):
        found = match.groupdict()
        needs = split_names(found.get("list") or "")
        array = [found["array"]] if found.get("array") else []
        paths = find_fields([found["field"], *needs, *array], at, schema)
        if paths is None or not _counts_an_array(paths, array, schema):
            continue
        parts: dict[str, Any] = {"field": paths[0], "needs": paths[1 : len(needs) + 1]}
        return {**parts, "array": paths[-1], "exactly": int(found["n"])} if array else parts
    return None


def _counts_an_array(
    paths: tuple[JsonPath, ...], array: list[str], schema: Mapping[str, Any]
) -> bool:
    """Return whether what is counted is an array, if anything is."""
    return not array or (paths[-1].schema(schema) or {}).get("type") == "array"
