# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Resolve and check a client's settings: the argument first, then the environment, then the service's default."""

from __future__ import annotations

import os

from .errors import ConfigurationError

CO_COROUTINE = 0x80
"""Flag of the code of an async function; `inspect` has it, but takes long to import."""
MAX_SECONDS = 10**12
"""Integers above are no timeout: they are mistakes, and some are beyond every float."""
MIN_RATE, MAX_RATE = 0.001, 1_000_000
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-./")
"""Characters of a URL that need no parser, which takes longer to import than all the rest of a client."""

TYPE_CHECKING = False  # see client.py
if TYPE_CHECKING:
    from .service import Service


def resolve_token(service: Service, given: object) -> str:
    """Return the token.

    Raises:
        ConfigurationError: there is none, or it contains characters that no header allows.
    """
    if given == "":
        raise ConfigurationError("the token passed is empty: pass one, or leave the argument out.")
    named = (("token=...", given), *((name, os.getenv(name)) for name in service.token_variables))
    where, found = next(((name, token) for name, token in named if token), ("", ""))
    if not found:
        names = ", ".join(service.token_variables)
        raise ConfigurationError(f"no token: pass token=..., or set one of {names}.")
    if not isinstance(found, str):
        raise ConfigurationError(f"token=... is {type(found).__name__}; it must be text.")
    if not all("!" <= char <= "~" for char in found):
        raise ConfigurationError(
            f"the token of {where} contains whitespace, control or non-ASCII characters: "
            "copy it again."
        )
    return str.__str__(found)  # that of an enum may show another text


def check_seconds(value: object, name: str = "timeout", *, none: bool, zero: bool = True) -> None:
    """Check a timeout in seconds.

    Raises:
        ConfigurationError: it is not a number, NaN, or too small.
    """
    if value is None and none:
        return
    number = value if isinstance(value, (int, float)) and not isinstance(value, bool) else -1
    number = -1 if isinstance(number, int) and number > MAX_SECONDS else number
    if number > 0 or (zero and number == 0):
        return
    least = "0 or more" if zero else "more than 0"
    end = ", or None" if none else ""
    raise ConfigurationError(f"{name} is {value!r}; it must be {least} seconds{end}.")


def check_rate(value: object) -> None:
    """Check the number of polls per second.

    Raises:
        ConfigurationError: it is not a number from 0.001 to 1,000,000.
    """
    rate = value if isinstance(value, (int, float)) and not isinstance(value, bool) else 0
    if not MIN_RATE <= rate <= MAX_RATE:
        raise ConfigurationError(
            f"polls_per_second is {value!r}; it must be from {MIN_RATE} to {MAX_RATE:,}."
        )


def check_callback(value: object, *, sync: bool = False, name: str = "on_update") -> None:
    """Check a callback.

    Raises:
        ConfigurationError: it is not callable, or async where nothing can await it.
    """
    code = getattr(value, "__code__", None)
    if sync and getattr(code, "co_flags", 0) & CO_COROUTINE:
        raise ConfigurationError(f"{name} is {value!r}, which is async; the client is not.")
    if value is not None and not callable(value):
        raise ConfigurationError(f"{name} is {value!r}; it must be a function, or None.")


def check_http_client(value: object, kind: str) -> None:
    """Check an HTTP client that was passed in; `kind` is the class that it must have.

    Raises:
        ConfigurationError: it is another object, such as an async client for sync calls.
    """
    if value is not None:
        from .http import library

        if not isinstance(value, getattr(library, kind)):
            wanted = f"{library.__name__}.{kind}"
            raise ConfigurationError(f"http_client is {value!r}; it must be an {wanted}, or None.")


def resolve_base_url(service: Service, given: object) -> str:
    """Return the base URL, ending in the documented path and without a final slash.

    Raises:
        ConfigurationError: it is not a URL that a token may be sent to.
    """
    if given == "":
        raise ConfigurationError("base_url=... is empty: pass one, or leave the argument out.")
    chosen = given or os.getenv(service.base_url_variable)
    documented = service.base_url.rstrip("/")
    start, host, path = documented[:8], documented[8:9], documented[9:]
    if not chosen and start == "https://" and host.isalnum() and PLAIN.issuperset(host + path):
        return documented
    from .base_url_check import checked_base_url

    return checked_base_url(service, given)
