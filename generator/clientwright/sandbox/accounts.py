"""Accounts of the sandbox: one token for each documented error.

sandbox-token      everything works
sandbox-other      another account: the requests of the others are not its own
sandbox-poor       its balance covers no job
sandbox-inactive   every call is refused
sandbox-unlucky    its jobs fail
sandbox-busy       every second submit, starting with the first, is answered with 429
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clientwright.errors import UsageError
from clientwright.problems import quote_value
from clientwright.sandbox.stored_job import JobOutcome


@dataclass(frozen=True, slots=True)
class Account:
    """One account: its name, and how its calls end."""

    name: str
    active: bool = True
    funded: bool = True
    busy: bool = False
    outcome: JobOutcome = JobOutcome.SUCCEEDED


@dataclass(frozen=True, slots=True)
class Accounts:
    """Accounts by token."""

    by_token: Mapping[str, Account]

    def authenticate(self, authorization: str | None, scheme: str = "Bearer") -> Account | None:
        """Return the active account of an Authorization header, or None."""
        word, _, token = (authorization or "").partition(" ")
        account = self.by_token.get(token) if word.lower() == scheme.lower() else None
        return account if account and account.active else None

    def with_tokens(self, tokens: Iterable[str]) -> Accounts:
        """Return these accounts with additional tokens for the account that works.

        Raises:
            UsageError: a token is not valid in a header.
        """
        more = {validate_token(token): WORKING_ACCOUNT for token in tokens}
        return Accounts({**self.by_token, **more})


def validate_token(token: str) -> str:
    """Return the token if it is valid in a header.

    Raises:
        UsageError: it is empty, or contains spaces, control or non-ASCII characters.
    """
    if not token or not all("!" <= character <= "~" for character in token):
        advice = "use visible ASCII characters without spaces"
        raise UsageError(f"the token {quote_value(token)} is not valid in a header: {advice}")
    return token


WORKING_ACCOUNT = Account("sandbox")

ACCOUNTS = Accounts(
    {
        "sandbox-token": WORKING_ACCOUNT,
        "sandbox-other": Account("other"),
        "sandbox-poor": Account("poor", funded=False),
        "sandbox-inactive": Account("inactive", active=False),
        "sandbox-unlucky": Account("unlucky", outcome=JobOutcome.FAILED),
        "sandbox-busy": Account("busy", busy=True),
    }
)
"""The accounts of every sandbox."""
