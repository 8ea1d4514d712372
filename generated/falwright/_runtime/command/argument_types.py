# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What arguments may be: texts, times, ages and sizes."""

from __future__ import annotations

import argparse
import re

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}


def text(given: str) -> str:
    """Return a text that is not empty, as that of a variable that is not set would be."""
    if not given.strip():
        raise argparse.ArgumentTypeError("the value is empty; give one, or leave the option out")
    return given


def unicode_text(given: str) -> str:
    """Return a text, which every argument is but the name of a file."""
    try:
        given.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError(f"{given!a} is no text in UTF-8") from None
    return given


def nonempty_unicode(given: str) -> str:
    """Return a text in UTF-8 that is not empty."""
    return unicode_text(text(given))


def seconds(given: str) -> float:
    """Return a number of seconds."""
    found = float(given)
    if not 0 <= found < 10**9:
        raise ValueError
    return found


def size(given: str) -> int:
    """Return a number of bytes, with or without commas."""
    found = int(given.replace(",", ""))
    if found <= 0:
        raise ValueError
    return found


def age(given: str) -> float:
    """Return the seconds of an age such as 30d."""
    found = re.fullmatch(r"(\d{1,6})([smhdw])", given)
    if found is None:
        raise argparse.ArgumentTypeError(
            f"{given!r} is not an age; use a number and one of {', '.join(_UNITS)}, such as 30d"
        )
    return float(int(found[1]) * _UNITS[found[2]])
