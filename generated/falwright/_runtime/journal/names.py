# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Names that callers give: keys, accounts, batches."""

from __future__ import annotations

from ..errors import ConfigurationError
from ..input_faults import format_value

MAX_NAME = 255
"""Length of the longest name, in characters."""


def check_name(what: str, value: object) -> str:
    """Return a name that a journal can keep and people can read, as an exact `str`.

    Raises:
        ConfigurationError: it is not 1 to 255 printable characters.
    """
    if not isinstance(value, str):
        raise ConfigurationError(f"{what} is {type(value).__name__}; it must be text.")
    value = exact_text(value)
    if not 0 < len(value) <= MAX_NAME:
        raise ConfigurationError(
            f"{what} has {len(value):,} characters; it must have 1 to {MAX_NAME}. "
            "For a longer name, use its SHA-256."
        )
    if not value.isprintable():
        raise ConfigurationError(
            f"{what} is {format_value(value)}; it must not contain control characters, "
            "line ends or others that cannot be printed."
        )
    return value


def exact_text(text: str) -> str:
    """Return the characters of a text, whose class may show others, such as `class Name(str, Enum)`."""
    return str.__str__(text)
