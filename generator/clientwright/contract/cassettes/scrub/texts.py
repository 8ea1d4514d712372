"""Any text without its secrets; JSON is walked, so that no escape hides one, everything else is searched."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from clientwright.contract.cassettes.canonical import canonical
from clientwright.contract.cassettes.scrub.addresses import unsigned
from clientwright.contract.cassettes.scrub.names import counting_name, secret_name
from clientwright.contract.cassettes.scrub.pairs import without_pairs
from clientwright.contract.cassettes.scrub.prompts import without_prompts
from clientwright.contract.cassettes.scrub.spellings import HIDDEN, spellings
from clientwright.json_types import is_dict, is_list

_BEARER = re.compile(r"\b(bearer|basic)(\s+|%20|\+)(?!REDACTED)[\w.~+/-]{6,}=*", re.I)
_JWT = re.compile(r"\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*")


@dataclass(frozen=True)
class Scrub:
    """What is taken out: secrets in every spelling, prompts, and what no file should hold anyway."""

    secrets: frozenset[str] = frozenset()
    prompts: frozenset[str] = field(default_factory=frozenset[str])

    @cached_property
    def _secret(self) -> re.Pattern[str] | None:
        found = {text for secret in self.secrets for text in spellings(secret)}
        longest = sorted(found, key=lambda text: (-len(text), text))
        return re.compile("|".join(map(re.escape, longest))) if longest else None

    def finds(self, text: str) -> bool:
        """Tell whether a secret stands in a text."""
        return bool(self._secret and self._secret.search(text))

    def text(self, text: str) -> str:
        """Give a text without secrets."""
        if self._secret:
            text = self._secret.sub(HIDDEN, text)
        text = _JWT.sub(HIDDEN, _BEARER.sub(rf"\1\2{HIDDEN}", text))
        return without_prompts(unsigned(without_pairs(text)), self.prompts)

    def body(self, body: bytes) -> bytes:
        """Give a body without secrets; one that held none keeps its bytes."""
        try:
            return self._of_json(body)
        except (ValueError, RecursionError):
            pass
        try:
            return self.text(body.decode("utf-8")).encode("utf-8")
        except UnicodeDecodeError:
            return self.text(body.decode("latin-1")).encode("latin-1", "replace")

    def _of_json(self, body: bytes) -> bytes:
        value = json.loads(body)
        if isinstance(canonical(body), bytes):
            raise ValueError("not told apart as JSON")
        clean = self._value(value)
        if clean == value:
            return body if not self.finds(body.decode("utf-8")) else _written(clean)
        return _written(clean)

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._packed(value) or self.text(value)
        if is_list(value):
            return [self._value(item) for item in value]
        if is_dict(value):
            return {self.text(name): self._slot(name, inner) for name, inner in value.items()}
        return value

    def _slot(self, name: str, value: Any) -> Any:
        """Scrub the value of a name; under a name of credentials, nothing at all is kept."""
        counts = isinstance(value, int | float) and counting_name(name)
        if value and value is not True and not counts and secret_name(name):
            return HIDDEN
        return self._value(value)

    def _packed(self, text: str) -> str:
        """Scrub JSON that stands in a string; empty where that is not what stands there."""
        if not text.lstrip().startswith(("{", "[")):
            return ""
        try:
            value = json.loads(text)
            clean = self._value(value)
        except (ValueError, RecursionError):
            return ""
        return "" if clean == value else _written(clean).decode("ascii")


def _written(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()
