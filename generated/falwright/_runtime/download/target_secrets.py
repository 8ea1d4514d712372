# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The passwords in a target's URL, which no message may show."""

from __future__ import annotations

from urllib.parse import unquote

from ..redaction import HIDDEN, hide_token


def shown_target(target: str) -> str:
    """Return a target's text without users, passwords and the query, which may be a key."""
    user = _user_of(target)
    scheme, mark, rest = target.partition("://")
    if user:
        rest = f"{HIDDEN}{rest[len(user) :]}"
    place, query, _ = rest.partition("?")
    return f"{scheme}{mark}{place}{query}{HIDDEN}" if mark and query else f"{scheme}{mark}{rest}"


def hide_passwords(error: BaseException, target: str) -> None:
    """Hide the users and passwords of a target in an error, and in those that it came from."""
    user = _user_of(target)
    pair = user.rpartition("://")[2]
    password = pair.partition(":")[2]
    for secret in (user, pair, password, unquote(password)):
        hide_token(error, secret)


def _user_of(target: str) -> str:
    """Return what is before the last `@` of a URL, if that has users or passwords.

    A password may contain `/`, `@` and `::`, and a URL of fsspec others, so that a place before the
    last `@` counts as one, too, where there is a colon.
    """
    rest = target.partition("://")[2]
    user = rest.rpartition("@")[0]
    return user if ":" in user or "/" not in user else ""
