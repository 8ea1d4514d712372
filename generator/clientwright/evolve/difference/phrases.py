"""What a keyword asks of a value, in words that follow "must"."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from clientwright.spec.jsontext import split
from clientwright.spec.keywords import MEDIA

_LONGEST = 160
_HUGE = 10**21
"""From here on, a number is written with its exponent."""


def subject(pointer: str, whole: str = "the input") -> str:
    """Name a place of a schema as a person would: `multi_prompt[].duration`; `*` is any field without a name of its own."""
    steps, said = split(pointer), ""
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
    text = json.dumps(value, ensure_ascii=False)
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
    return _BOUNDS[word].format(float(value) if abs(value) >= _HUGE else value)


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
    MEDIA: _medium,
}


def asked(keyword: str, value: Any) -> str:
    """Say what a keyword with this value asks."""
    return PHRASES[keyword](value) if keyword in PHRASES else f"keep {keyword}: {shown(value)}"
