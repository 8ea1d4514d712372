"""Normalize saved text: byte order marks, line ends and special spaces."""

from __future__ import annotations

import re

_SPACES = "\u00a0\u2007\u202f\u3000"
_STRINGS_AND_SPACES = re.compile(rf'"(?:[^"\\\n]|\\.)*+"|[{_SPACES}]')


def normalize_text(text: str) -> str:
    """Return the text with `\\n` line ends and plain spaces outside quotes; line numbers do not change."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _STRINGS_AND_SPACES.sub(_replace_space, text)


def _replace_space(match: re.Match[str]) -> str:
    return " " if match.group() in _SPACES else match.group()
