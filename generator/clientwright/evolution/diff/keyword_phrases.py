"""What a keyword requires of a value, in words that follow "must"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.io.json_pointer import split_pointer
from clientwright.schema.keywords import CONSTRAINTS
from clientwright.schema.keywords.bounds import BOUNDS
from clientwright.schema.wording import Wording, show_number, show_value


def field_name(pointer: str, root_name: str = "the input") -> str:
    """Return the readable name of a schema pointer: `multi_prompt[].duration`.

    `*` is any field that the schema does not name.
    """
    steps, phrase = split_pointer(pointer), ""
    while steps:
        word = steps.pop(0)
        if word == "properties" and steps:
            phrase += f".{steps.pop(0)}"
        elif word in ("items", "prefixItems"):
            steps = steps[1:] if word == "prefixItems" else steps
            phrase += "[]"
        elif word == "additionalProperties":
            phrase += ".*"
        elif word == "patternProperties" and steps:
            phrase += f"./{steps.pop(0)}/"
        elif word in ("anyOf", "allOf", "oneOf"):
            steps = steps[1:]
    phrase = phrase.removeprefix(".")
    return f"`{phrase}`" if phrase else root_name


_WORDINGS: Mapping[str, Wording] = {
    keyword: wording for one in CONSTRAINTS for keyword, wording in one.wording.items()
}


def has_phrase(keyword: str) -> bool:
    """Return whether a keyword has words of its own."""
    return keyword in _WORDINGS


def may_phrase(keyword: str, value: Any) -> str:
    """Return what a looser bound allows, in words that follow "may now"; empty for other keywords."""
    keyword, value = _bound(keyword, value)
    return _WORDINGS[keyword].permission(value) if keyword in _WORDINGS else ""


def _bound(keyword: str, value: Any) -> tuple[str, Any]:
    """Return keyword and value; an end of a range is written with the keyword that sets it."""
    if keyword in BOUNDS.keywords:
        ((keyword, value),) = value.items()
    return keyword, value


def previous_phrase(keyword: str, value: Any, beside: Any) -> str:
    """Return the old value of a keyword, in words that follow "it was"."""
    if keyword in BOUNDS.keywords:
        word, bound = _bound(keyword, value)
        same = word in beside
        return str(show_number(bound)) if same else _WORDINGS[word].phrase(bound)
    wording = _WORDINGS.get(keyword)
    if wording and (wording.may or wording.bare):
        return str(value)
    if wording is None:
        return show_value(value)
    return must_phrase(keyword, value).removeprefix("be ").removeprefix("of type ")


def must_phrase(keyword: str, value: Any) -> str:
    """Return what a keyword with this value requires."""
    keyword, value = _bound(keyword, value)
    if keyword in _WORDINGS:
        return _WORDINGS[keyword].requirement(value)
    return f"keep {keyword}: {show_value(value)}"
