"""Prompts, hidden by switch: in what was sent, and wherever an answer echoes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from clientwright.narrow import is_dict, is_list

HIDDEN_PROMPT = "a hidden prompt"
_PROMPT = re.compile(r"prompt|caption|lyrics|description|message|^text$", re.I)
_ECHO = 4
"""A prompt is looked for inside longer texts from this length on."""


def prompts_of(bodies: Iterable[bytes]) -> frozenset[str]:
    """Gather the prompts of some payloads: strings under names that prompts have."""
    return frozenset(prompt for body in bodies for prompt in _in(_json(body), asks=False))


def without_prompts(text: str, prompts: Iterable[str]) -> str:
    """Hide prompts in a text."""
    if text in prompts:
        return HIDDEN_PROMPT
    for prompt in sorted(prompts, key=len, reverse=True):
        if len(prompt) >= _ECHO:
            text = text.replace(prompt, HIDDEN_PROMPT)
    return text


def _in(value: Any, asks: bool) -> Iterator[str]:
    if isinstance(value, str):
        yield from [value] if asks and value else []
    elif is_dict(value):
        for name, inner in value.items():
            yield from _in(inner, (asks or bool(_PROMPT.search(name))) and not _address(inner))
    elif is_list(value):
        for inner in value:
            yield from _in(inner, asks)


def _address(value: Any) -> bool:
    return isinstance(value, str) and re.match(r"[a-z]+://\S+$", value) is not None


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
