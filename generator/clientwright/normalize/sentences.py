"""Prose as sentences, in languages that end them with `.` and in those that end them with `。`."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[。!?!?;;])|(?<=[.])(?=\s)|\n+")


def split_sentences(text: str) -> list[str]:
    """Split a text into its sentences."""
    return [part.strip() for part in _END.split(text) if part.strip()]
