"""The base URL of a server under test, and its tokens from the environment; a sandbox never gets a real one."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit, urlunsplit

from clientwright.errors import UsageError
from clientwright.problems import quote_value
from clientwright.sandbox.accounts import ACCOUNTS
from clientwright.sandbox.server_socket import is_loopback
from clientwright.specs.model import Service
from clientwright.testing.targets.server_target import MINE, OTHER


def parse_base_url(text: str, service: Service) -> str:
    """Return the base URL of a server; without a path, the service's own (`/v1`) is added.

    Raises:
        UsageError: it is not an http or https URL, or has a password, a query or a fragment.
    """
    parts = _split_url(text)
    path = parts.path.rstrip("/") or service_base_path(service)
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def service_base_path(service: Service) -> str:
    """Return the path below which a service's operations are (`/v1`)."""
    return urlsplit(str(service.document["base_url"])).path.rstrip("/")


def is_local(url: str) -> bool:
    """Return whether a URL leads to this machine."""
    return is_loopback(urlsplit(url).hostname or "")


def _split_url(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise UsageError(_not_a_base_url(text)) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise UsageError(_not_a_base_url(text))
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise UsageError(_not_a_base_url(text))
    if "@" in parts.netloc or parts.query or parts.fragment:
        advice = "give the base URL alone; the token is read from the environment"
        raise UsageError(f"--server: {parts.hostname}: a password, query or fragment: {advice}")
    return parts


def _not_a_base_url(text: str) -> str:
    known = "a URL such as http://127.0.0.1:9000"
    advice = f"give {known}" if "//" in text else f"add http:// or https://, or give {known}"
    return f"--server: {quote_value(text)} is not a base URL of a server; {advice}"


_SANDBOX_ACCOUNT_TOKENS = [*ACCOUNTS.by_token]
SANDBOX_TOKENS = {MINE: _SANDBOX_ACCOUNT_TOKENS[0], OTHER: _SANDBOX_ACCOUNT_TOKENS[1]}
"""The tokens of every sandbox: of the account where everything works, and of another."""


def tokens_from_environment(service: Service, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the token of the account, and that of a second account if it is set.

    Raises:
        UsageError: there is no token, one cannot be sent, or both are the same.
    """
    variables = [str(name) for name in service.document["token_variables"]]
    mine = next((name for name in variables if environ.get(name, "").strip()), None)
    if mine is None:
        listed = ", ".join(variables)
        raise UsageError(f"no token: set {variables[0]} (read in this order: {listed})")
    found = {MINE: _read_token(mine, environ)}
    other = other_token_variable(service)
    if environ.get(other, "").strip():
        found[OTHER] = _read_token(other, environ)
    if found.get(OTHER) == found[MINE]:
        raise UsageError(f"{other} and {mine} are the same token; set another account's, or none")
    return found


def placeholder_tokens(service: Service, environ: Mapping[str, str]) -> dict[str, str]:
    """Return placeholders for a dry run, which sends no token: for a second account only if its token is set."""
    shown = {MINE: "none"}
    return (
        {**shown, OTHER: "none"}
        if environ.get(other_token_variable(service), "").strip()
        else shown
    )


def other_token_variable(service: Service) -> str:
    """Return the name of the environment variable for a second account's token."""
    return f"{service.name.upper().replace('-', '_')}_OTHER_TOKEN"


def _read_token(name: str, environ: Mapping[str, str]) -> str:
    token = environ[name].strip()
    if not all("!" <= character <= "~" for character in token):
        raise UsageError(
            f"{name}: a token is visible ASCII characters without spaces; this one is not"
        )
    return token
