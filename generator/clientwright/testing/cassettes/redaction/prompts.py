"""Redact prompts (on request) in what was sent, and wherever an answer echoes them."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from clientwright.io.json_types import is_dict, is_list

REDACTED_PROMPT = "a hidden prompt"
_PROMPT_NAME = re.compile(r"prompt|caption|lyrics|description|message|^text$", re.I)
_GAP = r"(?:\s|\+|%20|%0[9AD]|\\+[ntr]|&nbsp;)+"
_MIN_ECHO_LENGTH = 4
"""Shorter prompts are redacted only where they are the whole text."""


def find_prompts(bodies: Iterable[bytes]) -> frozenset[str]:
    """Return the prompts in some payloads: all strings under prompt-like names."""
    return frozenset(
        prompt for body in bodies for prompt in _prompts_in(_parse_json(body), is_prompt=False)
    )


def redact_prompts(text: str, prompts: Iterable[str]) -> str:
    """Return a text with the prompts redacted."""
    for prompt in sorted(prompts, key=len, reverse=True):
        pattern = _pattern(prompt)
        if text == prompt or pattern.fullmatch(text.strip()):
            return REDACTED_PROMPT
        if len(prompt) >= _MIN_ECHO_LENGTH:
            text = pattern.sub(REDACTED_PROMPT, text)
    return text


@lru_cache(maxsize=256)
def _pattern(prompt: str) -> re.Pattern[str]:
    """Match a prompt as servers echo it: in another case, with other white space, quoted or escaped."""
    words = prompt.split() or [prompt]
    return re.compile(_GAP.join("".join(map(_character_pattern, word)) for word in words), re.I)


def _character_pattern(character: str) -> str:
    if character.isascii() and character.isalnum():
        return character
    escaped = json.dumps(character)[1:-1]
    percent = quote(character, safe="", errors="surrogatepass")
    encodings = {
        *(character, percent, quote(percent, safe="")),
        *(escaped, json.dumps(escaped)[1:-1], character.replace("/", "\\/")),
        *(html.escape(character), f"&#{ord(character)};", f"&#x{ord(character):x};"),
    }
    if character == "'":
        encodings |= {"&#39;", "&apos;"}
    return f"(?:{'|'.join(sorted(map(re.escape, encodings), key=len, reverse=True))})"


def _prompts_in(value: Any, is_prompt: bool) -> Iterator[str]:
    if isinstance(value, str):
        yield from [value] if is_prompt and value else []
    elif is_dict(value):
        for name, inner in value.items():
            yield from _prompts_in(
                inner, (is_prompt or bool(_PROMPT_NAME.search(name))) and not _is_url(inner)
            )
    elif is_list(value):
        for inner in value:
            yield from _prompts_in(inner, is_prompt)


def _is_url(value: Any) -> bool:
    return isinstance(value, str) and re.match(r"[a-z]+://\S+$", value) is not None


def _parse_json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
