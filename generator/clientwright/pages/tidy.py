"""Text as pages are saved: byte order marks, foreign line ends and spaces made plain."""

from __future__ import annotations

import re

_SPACES = "\u00a0\u2007\u202f\u3000"
_INDENT = re.compile(
    rf'^[ \t{_SPACES}]*[{_SPACES}][ \t{_SPACES}]*|(?<=[":,{{}}\[\]])[{_SPACES}]+', re.M
)


def tidy(text: str) -> str:
    """Give the text with `\\n` line ends and plain spaces as indentation; its lines stay the same."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _INDENT.sub(lambda match: " " * len(match.group()), text)
