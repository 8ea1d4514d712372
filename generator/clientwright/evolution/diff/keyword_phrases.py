"""What a keyword requires of a value, in words that follow "must"."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from clientwright.io.json_pointer import split_pointer
from clientwright.normalize.json_equality import canonical_json
from clientwright.specs.schema_keywords import MEDIA_KEYWORD

_LONGEST = 160
_HUGE = 10**21
"""From here on, a number is written with an exponent."""


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


def show_value(value: Any) -> str:
    """Return a value as JSON, shortened."""
    return _shorten(json.dumps(value, ensure_ascii=False))


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _count_phrase(noun: str, word: str) -> Callable[[Any], str]:
    return lambda count: f"have {word} {count} {noun}{'s' * (count != 1)}"


def _enum_phrase(values: Any) -> str:
    if values is None:
        return "take any value"
    phrase = ", ".join(map(show_value, values))
    return f"be {phrase}" if len(values) == 1 else f"be one of {phrase}"


def _type_phrase(kinds: Any) -> str:
    return f"be of type {' or '.join([kinds] if isinstance(kinds, str) else kinds)}"


def _media_phrase(media: Any) -> str:
    formats = ", ".join(media.get("formats", ()))
    kind = media.get("kind", "medium")
    article = "an" if kind[0] in "aeiou" else "a"
    return f"be the URL of {article} {kind}{f' ({formats})' if formats else ''}"


def _bound_phrase(bound: Any) -> str:
    (word, value), *_ = bound.items()
    return _BOUND_PHRASES[word].format(_number(value))


def _number(value: Any) -> Any:
    return float(value) if abs(value) >= _HUGE else value


_BOUND_PHRASES = {
    "minimum": "be at least {}",
    "maximum": "be at most {}",
    "exclusiveMinimum": "be more than {}",
    "exclusiveMaximum": "be less than {}",
}
MUST_PHRASES: Mapping[str, Callable[[Any], str]] = {
    **dict.fromkeys(_BOUND_PHRASES, _bound_phrase),
    "minLength": _count_phrase("character", "at least"),
    "maxLength": _count_phrase("character", "at most"),
    "minItems": _count_phrase("item", "at least"),
    "maxItems": _count_phrase("item", "at most"),
    "minProperties": _count_phrase("field", "at least"),
    "maxProperties": _count_phrase("field", "at most"),
    "multipleOf": "be a multiple of {}".format,
    "pattern": "match {}".format,
    "enum": _enum_phrase,
    "type": _type_phrase,
    "uniqueItems": lambda _: "contain no item twice",
    "format": "be in the form {}".format,
    MEDIA_KEYWORD: _media_phrase,
}


_MAY_PHRASES: Mapping[str, str] = {
    "minimum": "be as low as {}",
    "maximum": "be up to {}",
    "exclusiveMinimum": "be anything above {}",
    "exclusiveMaximum": "be anything below {}",
    "minLength": "have as few characters as {}",
    "maxLength": "have up to {} characters",
    "minItems": "have as few items as {}",
    "maxItems": "have up to {} items",
    "minProperties": "have as few fields as {}",
    "maxProperties": "have up to {} fields",
}


def may_phrase(keyword: str, value: Any) -> str:
    """Return what a looser bound allows, in words that follow "may now"; empty for other keywords."""
    if keyword in _BOUND_PHRASES:
        (keyword, value), *_ = value.items()
        value = _number(value)
    return _MAY_PHRASES[keyword].format(value) if keyword in _MAY_PHRASES else ""


def previous_phrase(keyword: str, value: Any, beside: Any) -> str:
    """Return the old value of a keyword, in words that follow "it was"."""
    if keyword in _BOUND_PHRASES:
        (word, bound), *_ = value.items()
        return (
            str(_number(bound))
            if word in beside
            else must_phrase(keyword, value).removeprefix("be ")
        )
    if keyword in _MAY_PHRASES or keyword in ("multipleOf", "pattern", "format"):
        return str(value)
    if keyword not in MUST_PHRASES:
        return show_value(value)
    return must_phrase(keyword, value).removeprefix("be ").removeprefix("of type ")


def values_missing_from(values: Any, others: Any) -> str:
    """Return the values that are not among others, as text."""
    known = set(map(canonical_json, others))
    return _shorten(
        ", ".join(show_value(value) for value in values if canonical_json(value) not in known)
    )


def must_phrase(keyword: str, value: Any) -> str:
    """Return what a keyword with this value requires."""
    return (
        MUST_PHRASES[keyword](value)
        if keyword in MUST_PHRASES
        else f"keep {keyword}: {show_value(value)}"
    )
