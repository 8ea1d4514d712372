"""The tokens for a server under test, read from the environment; a sandbox never gets a real one."""

from __future__ import annotations

from collections.abc import Mapping

from clientwright.errors import UsageError
from clientwright.sandbox.accounts import ACCOUNTS
from clientwright.specs.model import Service
from clientwright.testing.targets.server_target import MINE, OTHER

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
