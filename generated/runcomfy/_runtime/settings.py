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

TYPE_CHECKING = False  # see client.py
if TYPE_CHECKING:
    from urllib.parse import SplitResult

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
    from urllib.parse import urlsplit

    if given == "":
        raise ConfigurationError("base_url=... is empty: pass one, or leave the argument out.")
    variable = service.base_url_variable
    named = (
        ("base_url=...", given),
        (variable, os.getenv(variable)),
        ("the service", service.base_url),
    )
    where, found = next((name, found) for name, found in named if found)
    if not isinstance(found, str):
        raise ConfigurationError(f"base_url=... is {type(found).__name__}; it must be text.")
    url = found.rstrip("/")
    try:
        parts = urlsplit(url)
        reason = _rejection_reason(url, parts, parts.port)
    except ValueError as error:
        reason = str(error)
    else:
        path = urlsplit(service.base_url).path.rstrip("/")
        url = url if parts.path.endswith(path) else url + path
    if reason:
        shown = "" if "@" in url else f" {url!r}"
        raise ConfigurationError(f"the base URL{shown} of {where} cannot be used: {reason}.")
    return url


def _rejection_reason(url: str, parts: SplitResult, port: int | None) -> str | None:
    if not url.isprintable() or " " in url or "\\" in url or port == 0:
        return "it contains characters that no URL may contain, or port 0"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "it needs https:// (http:// for this machine's loopback) and a host"
    if "@" in parts.netloc:
        return "it contains credentials; pass the token separately"
    if "?" in url or "#" in url:
        return "it contains a query or a fragment"
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        return "plain http would expose the token; it is only allowed for this machine's loopback"
    return None


def _is_loopback(host: str) -> bool:
    from ipaddress import ip_address

    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
