"""How the pages' languages say that one field requires others, or a count of items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.rules.paths import Path
from clientwright.rules.prose import EVERY, GIVEN, NAME, fields, matches, names, templates

_FIELD = rf"(?P<field>{NAME})"
_COUNT = rf"exactly (?P<n>[0-9]{{1,6}}) items? in (?P<array>{NAME})"
_ZH_GIVE = r"(?:提供|指定|使用|设置|設置|設定|设定|传入|傳入)"
_ZH_MUST = r"(?:必须|必須|需要|需)"
_SAID = templates(
    rf"{_FIELD} requires {EVERY}(?: to be {GIVEN}| as well| too)?",
    rf"{_FIELD} requires {_COUNT}",
    rf"{_FIELD} requires {EVERY},? and {_COUNT}",
    rf"(?:if|when) {_FIELD} is {GIVEN}, {EVERY} (?:must (?:also )?be {GIVEN}|(?:is|are) (?:also )?required)",
    rf"{EVERY} (?:is|are) required (?:if|when|whenever) {_FIELD} is {GIVEN}",
    rf"{EVERY} must (?:also )?be {GIVEN} (?:if|when|whenever) {_FIELD} is {GIVEN}",
    rf"{_FIELD} (?:can|may) only be {GIVEN} (?:together|along|in combination) with {EVERY}",
    rf"{_ZH_GIVE}\s*{_FIELD}\s*(?:时|時)[,，]?\s*{_ZH_MUST}(?:同时|同時|也)?{_ZH_GIVE}\s*{EVERY}",
    rf"{_FIELD}\s*{_ZH_MUST}(?:与|與|和|跟)\s*{EVERY}\s*(?:一起|同时|同時|配合|搭配)使用",
    rf"{_FIELD}\s*を(?:指定|使用|設定)する場合は?[、,]?\s*{EVERY}\s*(?:も指定する必要があります|の指定が必要です|が必要です)",
    rf"{_FIELD} требует (?:указания )?{EVERY}",
    rf"если указан[оа]? {_FIELD}, (?:необходимо|нужно) (?:также )?указать {EVERY}",
    rf"{_FIELD} requiere {EVERY}",
    rf"si se (?:especifica|proporciona|indica) {_FIELD}, también se debe (?:especificar|proporcionar|indicar) {EVERY}",
)


def read_requires(sentence: str, at: str, schema: Mapping[str, Any]) -> dict[str, Any] | None:
    """Give the field, its needs and its count, where a sentence says them and they are known."""
    for match in matches(sentence, _SAID):
        found = match.groupdict()
        needs = names(found.get("list") or "")
        array = [found["array"]] if found.get("array") else []
        paths = fields([found["field"], *needs, *array], at, schema)
        if paths is None or not _counts(paths, array, schema):
            continue
        said: dict[str, Any] = {"field": paths[0], "needs": paths[1 : len(needs) + 1]}
        return {**said, "array": paths[-1], "exactly": int(found["n"])} if array else said
    return None


def _counts(paths: tuple[Path, ...], array: list[str], schema: Mapping[str, Any]) -> bool:
    """Tell whether what is to be counted is an array."""
    return not array or (paths[-1].schema(schema) or {}).get("type") == "array"
