"""Split prose into sentences, in languages that end them with `.` or `。`."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[。!?!?;;])|(?<=[.])(?=\s)|\n+")


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [part.strip() for part in _END.split(text) if part.strip()]
