"""Who may call, and what each account meets: every documented error has a token that shows it.

sandbox-token      everything works
sandbox-other      another account: the requests of the others are not its own
sandbox-poor       its balance covers no job
sandbox-inactive   every call is refused
sandbox-unlucky    its jobs fail
sandbox-busy       every second submit, the first included, is told to come back later
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clientwright.errors import UsageError
from clientwright.problems import quote_value
from clientwright.sandbox.stored_job import JobOutcome


@dataclass(frozen=True, slots=True)
class Account:
    """One account: its name, and how calls under it go."""

    name: str
    active: bool = True
    funded: bool = True
    busy: bool = False
    outcome: JobOutcome = JobOutcome.SUCCEEDED


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts by their tokens."""

    by_token: Mapping[str, Account]

    def authenticate(self, authorization: str | None, scheme: str = "Bearer") -> Account | None:
        """Find the active account that an Authorization header names, or None."""
        word, _, token = (authorization or "").partition(" ")
        account = self.by_token.get(token) if word.lower() == scheme.lower() else None
        return account if account and account.active else None

    def with_tokens(self, tokens: Iterable[str]) -> Accounts:
        """Give the same accounts with more good tokens, all of the account that works.

        Raises:
            UsageError: a token could not stand in a header.
        """
        more = {validate_token(token): WORKING_ACCOUNT for token in tokens}
        return Accounts({**self.by_token, **more})


def validate_token(token: str) -> str:
    """Give the token back when it can stand in a header.

    Raises:
        UsageError: it is empty, or holds spaces or other than visible ASCII characters.
    """
    if not token or not all("!" <= character <= "~" for character in token):
        advice = "a token is visible ASCII characters without spaces"
        raise UsageError(f"the token {quote_value(token)} cannot stand in a header: {advice}")
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
"""The accounts that every sandbox has."""
