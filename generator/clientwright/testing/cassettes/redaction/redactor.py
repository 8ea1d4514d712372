"""Redact secrets, and prompts on request, in any text. JSON is parsed first, so that no escape can hide one."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import quote

from clientwright.io.json_types import is_dict, is_list
from clientwright.testing.cassettes.canonical_json import canonical_body
from clientwright.testing.cassettes.redaction.secrets import (
    is_counter_name,
    is_secret_name,
    redact_urls,
)
from clientwright.testing.targets.secret_encodings import REDACTED, secret_encodings

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


_BEARER = re.compile(r"\b(bearer|basic)(\s+|%20|\+)(?!REDACTED)[\w.~+/-]{6,}=*", re.I)
_KEY = re.compile(
    r"\b(key|token)(\s+|%20|\+)(?!REDACTED)"
    r"(?=[^\s\"'<>]*\d)((?:[\w.~+/:-]|%3A|%2F|%2B){16,}=*)",
    re.I,
)
"""A token after a scheme that is an ordinary word, too: it is long and has a digit."""

_JWT = re.compile(r"\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*")


@dataclass(frozen=True)
class Redactor:
    """Redacts secrets in every encoding, prompts, and anything that looks like a credential."""

    secrets: frozenset[str] = frozenset()
    prompts: frozenset[str] = field(default_factory=frozenset[str])

    @cached_property
    def _secret_pattern(self) -> re.Pattern[str] | None:
        found = {text for secret in self.secrets for text in secret_encodings(secret)}
        longest = sorted(found, key=lambda text: (-len(text), text))
        return re.compile("|".join(map(re.escape, longest))) if longest else None

    def contains_secret(self, text: str) -> bool:
        """Return whether a text contains a secret."""
        return bool(self._secret_pattern and self._secret_pattern.search(text))

    def redact_text(self, text: str) -> str:
        """Return a text without secrets."""
        if self._secret_pattern:
            text = self._secret_pattern.sub(REDACTED, text)
        for pattern in (_BEARER, _KEY):
            text = pattern.sub(rf"\1\2{REDACTED}", text)
        text = _JWT.sub(REDACTED, text)
        return redact_prompts(redact_urls(redact_key_values(text)), self.prompts)

    def redact_body(self, body: bytes) -> bytes:
        """Return a body without secrets; a body that has none keeps its bytes."""
        try:
            return self._redact_json(body)
        except (ValueError, RecursionError):
            pass
        try:
            return self.redact_text(body.decode("utf-8")).encode("utf-8")
        except UnicodeDecodeError:
            return self.redact_text(body.decode("latin-1")).encode("latin-1", "replace")

    def _redact_json(self, body: bytes) -> bytes:
        value = json.loads(body)
        if isinstance(canonical_body(body), bytes):
            raise ValueError("not strict JSON")
        clean = self._redact_value(value)
        if clean == value:
            return body if not self.contains_secret(body.decode("utf-8")) else _compact_json(clean)
        return _compact_json(clean)

    def _redact_value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._redact_embedded_json(value) or self.redact_text(value)
        if is_list(value):
            return [self._redact_value(item) for item in value]
        if is_dict(value):
            return {
                self.redact_text(name): self._redact_member(name, inner)
                for name, inner in value.items()
            }
        if isinstance(value, int | float) and not isinstance(value, bool):
            return REDACTED if self.contains_secret(json.dumps(value)) else value
        return value

    def _redact_member(self, name: str, value: Any) -> Any:
        """Redact the value of a name; the value of a credential name is replaced entirely."""
        counts = isinstance(value, int | float) and is_counter_name(name)
        if value and value is not True and not counts and is_secret_name(name):
            return REDACTED
        return self._redact_value(value)

    def _redact_embedded_json(self, text: str) -> str:
        """Return redacted JSON for a string that is JSON, else an empty string."""
        if not text.lstrip().startswith(("{", "[")):
            return ""
        try:
            value = json.loads(text)
            clean = self._redact_value(value)
        except (ValueError, RecursionError):
            return ""
        return "" if clean == value else _compact_json(clean).decode("ascii")


def _compact_json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


_WHOLE_LINE_NAMES = re.compile(r"(?:.*[-_])?(?:authorization|(?:set-?)?cookies?2?)", re.I)
_NAME = r"(?<![\w%.-])(?P<name>[A-Za-z][\w.-]{1,80})"
_SEPARATOR = r"(?P<is>(?:\\*[\"'])?[ \t]*(?:=>|:(?!//)|=(?!=))[ \t]*)"
_QUOTED = r"(?P<quote>\\*[\"'])(?P<text>(?:(?!(?P=quote)).){0,20000})"
_REST = r"(?P<line>[^\r\n\"'<>\\{\[]+)"
_GROUP = r"(?P<group>[\[{][^\]}]{0,20000})"
_PAIR = re.compile(rf"{_NAME}{_SEPARATOR}(?:{_QUOTED}|{_GROUP}|{_REST})", re.S)
_WORD = re.compile(r"[^\s&;,)\]}]+")
_PROSE = re.compile(r"[a-z]+[.!?]?")


def redact_key_values(text: str) -> str:
    """Return a text with the value of every credential name redacted."""
    parts: list[str] = []
    at = 0
    while found := _PAIR.search(text, at):
        start, end = _value_span(found)
        parts += [text[at:start], REDACTED if end > start else ""]
        at = max(end, found.end("is"))
    return "".join([*parts, text[at:]])


def _value_span(found: re.Match[str]) -> tuple[int, int]:
    """Return the span to redact, empty if there is none."""
    empty = (found.end("is"), found.end("is"))
    name = found["name"]
    if not is_secret_name(name):
        return empty
    group = next((part for part in ("text", "group") if found[part]), "")
    if group or found["quote"]:
        return found.span(group or "text")
    start, end = found.span("line")
    if _WHOLE_LINE_NAMES.fullmatch(name):
        return start, start + len(found["line"].rstrip())
    word = _WORD.match(found["line"])
    if word is None or (":" in found["is"] and _is_prose(name, word[0])):
        return empty
    return start, min(end, start + word.end())


def _is_prose(name: str, value: str) -> bool:
    """Return whether a sentence follows the colon: `Invalid token: must be a text`."""
    return name.isalpha() and _PROSE.fullmatch(value) is not None
