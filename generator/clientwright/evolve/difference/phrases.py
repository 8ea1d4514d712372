"""What a keyword asks of a value, in words that follow "must"."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from clientwright.normalize.json_equality import canonical_json
from clientwright.specs.json_text import split_pointer
from clientwright.specs.schema_keywords import MEDIA_KEYWORD

_LONGEST = 160
_HUGE = 10**21
"""From here on, a number is written with its exponent."""


def subject(pointer: str, whole: str = "the input") -> str:
    """Name a place of a schema as a person would: `multi_prompt[].duration`; `*` is any field without a name of its own."""
    steps, said = split_pointer(pointer), ""
    while steps:
        word = steps.pop(0)
        if word == "properties" and steps:
            said += f".{steps.pop(0)}"
        elif word in ("items", "prefixItems"):
            steps = steps[1:] if word == "prefixItems" else steps
            said += "[]"
        elif word == "additionalProperties":
            said += ".*"
        elif word == "patternProperties" and steps:
            said += f"./{steps.pop(0)}/"
        elif word in ("anyOf", "allOf", "oneOf"):
            steps = steps[1:]
    said = said.removeprefix(".")
    return f"`{said}`" if said else whole


def shown(value: Any) -> str:
    """Show a value of a spec."""
    return _cut(json.dumps(value, ensure_ascii=False))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _many(noun: str, word: str) -> Callable[[Any], str]:
    return lambda count: f"have {word} {count} {noun}{'s' * (count != 1)}"


def _listed(values: Any) -> str:
    if values is None:
        return "take any value"
    said = ", ".join(map(shown, values))
    return f"be {said}" if len(values) == 1 else f"be one of {said}"


def _types(kinds: Any) -> str:
    return f"be of type {' or '.join([kinds] if isinstance(kinds, str) else kinds)}"


def _medium(media: Any) -> str:
    formats = ", ".join(media.get("formats", ()))
    kind = media.get("kind", "medium")
    article = "an" if kind[0] in "aeiou" else "a"
    return f"be the URL of {article} {kind}{f' ({formats})' if formats else ''}"


def _bound(said: Any) -> str:
    (word, value), *_ = said.items()
    return _BOUNDS[word].format(_number(value))


def _number(value: Any) -> Any:
    return float(value) if abs(value) >= _HUGE else value


_BOUNDS = {
    "minimum": "be at least {}",
    "maximum": "be at most {}",
    "exclusiveMinimum": "be more than {}",
    "exclusiveMaximum": "be less than {}",
}
PHRASES: Mapping[str, Callable[[Any], str]] = {
    **dict.fromkeys(_BOUNDS, _bound),
    "minLength": _many("character", "at least"),
    "maxLength": _many("character", "at most"),
    "minItems": _many("item", "at least"),
    "maxItems": _many("item", "at most"),
    "minProperties": _many("field", "at least"),
    "maxProperties": _many("field", "at most"),
    "multipleOf": "be a multiple of {}".format,
    "pattern": "match {}".format,
    "enum": _listed,
    "type": _types,
    "uniqueItems": lambda _: "hold no item twice",
    "format": "be in the form {}".format,
    MEDIA_KEYWORD: _medium,
}


_WIDER: Mapping[str, str] = {
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


def allowed(keyword: str, value: Any) -> str:
    """Say what a looser bound lets pass, in words that follow "may now"; nothing for other keywords."""
    if keyword in _BOUNDS:
        (keyword, value), *_ = value.items()
        value = _number(value)
    return _WIDER[keyword].format(value) if keyword in _WIDER else ""


def was(keyword: str, value: Any, beside: Any) -> str:
    """Say the value that a keyword had, in words that follow "it was"; shorter beside one of the same form."""
    if keyword in _BOUNDS:
        (word, bound), *_ = value.items()
        return str(_number(bound)) if word in beside else asked(keyword, value).removeprefix("be ")
    if keyword in _WIDER or keyword in ("multipleOf", "pattern", "format"):
        return str(value)
    if keyword not in PHRASES:
        return shown(value)
    return asked(keyword, value).removeprefix("be ").removeprefix("of type ")


def beside(values: Any, others: Any) -> str:
    """List the values that are not among others."""
    known = set(map(canonical_json, others))
    return _cut(", ".join(shown(value) for value in values if canonical_json(value) not in known))


def asked(keyword: str, value: Any) -> str:
    """Say what a keyword with this value asks."""
    return PHRASES[keyword](value) if keyword in PHRASES else f"keep {keyword}: {shown(value)}"
