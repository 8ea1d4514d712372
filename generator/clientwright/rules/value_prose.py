"""Recognize sentences in which a value of one field forbids a value of another, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.rules.prose_templates import (
    NAME_PATTERN,
    find_fields,
    match_templates,
    parse_value,
    parse_values,
    sentence_templates,
)

_FIELD, _OTHER = (rf"[`\"']?(?P<{name}>{NAME_PATTERN})[`\"']?" for name in ("field", "other"))
_IS = r"(?:is(?: set to)?|equals|=)"
_VALUE, _LIST = r"(?P<value>[^,，]+?)", r"(?P<list>.+?)"
_NOT = r"(?:cannot|can not|can't|may not|must not)"
_TEMPLATES = sentence_templates(
    rf"(?:if|when|while) {_FIELD} {_IS} {_VALUE}, {_OTHER} {_NOT} be {_LIST}",
    rf"{_OTHER} {_NOT} be {_LIST} (?:if|when|while) {_FIELD} {_IS} {_VALUE}",
    rf"(?:当|當)\s*{_FIELD}\s*(?:为|為|是|=)\s*{_VALUE}\s*(?:时|時)[,，]\s*{_OTHER}\s*(?:不能|不可|不得)(?:为|為|是|设为|設為)\s*{_LIST}",
)


def read_forbids(sentence: str, at: str, schema: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the two fields and their values, or None if the sentence states none of known fields."""
    for found in match_templates(sentence, _TEMPLATES, quotes=True):
        paths = find_fields((found["field"], found["other"]), at, schema)
        if paths is None:
            continue
        given = parse_value(found["value"], paths[0], schema)
        forbidden = parse_values(found["list"], paths[1], schema)
        if given and forbidden:
            field, other = paths
            return {
                "field": field,
                "value": given[0],
                "other": other,
                "forbidden": tuple(forbidden),
            }
    return None
