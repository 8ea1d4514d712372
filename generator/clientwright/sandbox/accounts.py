"""Accounts of the sandbox: one token for each documented error.

sandbox-token      everything works
sandbox-other      another account: the requests of the others are not its own
sandbox-poor       its balance covers no job
sandbox-inactive   every call is refused
sandbox-unlucky    its jobs fail
sandbox-busy       every second submit, starting with the first, is answered with 429

Some services have more:

sandbox-flaky      every second status and result, starting with the first, has a documented error of the server
sandbox-late       its jobs run out of time, where that is a documented error
sandbox-broken     its jobs fail by an error of the server, where a result is the model's own answer
sandbox-expired    its results are not kept, where the file says how that shows
sandbox-stubborn   its jobs run on when they are asked to stop, where a cancel is a request
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from clientwright.errors import UsageError
from clientwright.problems import quote_value
from clientwright.sandbox.refusal_reasons import Reason
from clientwright.sandbox.stored_job import JobOutcome
from clientwright.specs.wire_facts import WireFacts


def _always(_: WireFacts) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Account:
    """One account: its name, how its calls end, and which services have it."""

    name: str
    active: bool = True
    funded: bool = True
    busy: bool = False
    flaky: bool = False
    outcome: JobOutcome = JobOutcome.SUCCEEDED
    serves: Callable[[WireFacts], bool] = _always


@dataclass(frozen=True, slots=True)
class Accounts:
    """Accounts by token."""

    by_token: Mapping[str, Account]

    def authenticate(self, authorization: str | None, scheme: str = "Bearer") -> Account | None:
        """Return the active account of a token's header, or None; without a scheme the token stands alone."""
        word, _, token = (authorization or "").partition(" ")
        if not scheme:
            word, token = "", (authorization or "").strip()
        account = self.by_token.get(token) if word.lower() == scheme.lower() else None
        return account if account and account.active else None

    def with_tokens(self, tokens: Iterable[str]) -> Accounts:
        """Return these accounts with additional tokens for the account that works.

        Raises:
            UsageError: a token is not valid in a header.
        """
        more = {validate_token(token): WORKING_ACCOUNT for token in tokens}
        return Accounts({**self.by_token, **more})

    def serving(self, facts: WireFacts) -> Accounts:
        """Return the accounts that a service has."""
        return Accounts({token: one for token, one in self.by_token.items() if one.serves(facts)})


def validate_token(token: str) -> str:
    """Return the token if it is valid in a header.

    Raises:
        UsageError: it is empty, or contains spaces, control or non-ASCII characters.
    """
    if not token or not all("!" <= character <= "~" for character in token):
        advice = "use visible ASCII characters without spaces"
        raise UsageError(f"the token {quote_value(token)} is not valid in a header: {advice}")
    return token


def _tells_expiry(facts: WireFacts) -> bool:
    return bool(facts.expired_at) or Reason.EXPIRED.is_documented(facts)


def _asks_jobs_to_stop(facts: WireFacts) -> bool:
    return any(one.means == "requested" for one in facts.cancel_answers)


WORKING_ACCOUNT = Account("sandbox")

ACCOUNTS = Accounts(
    {
        "sandbox-token": WORKING_ACCOUNT,
        "sandbox-other": Account("other"),
        "sandbox-poor": Account("poor", funded=False),
        "sandbox-inactive": Account("inactive", active=False),
        "sandbox-unlucky": Account("unlucky", outcome=JobOutcome.FAILED),
        "sandbox-busy": Account("busy", busy=True),
        "sandbox-flaky": Account("flaky", flaky=True, serves=Reason.OVERLOADED.is_documented),
        "sandbox-late": Account(
            "late", outcome=JobOutcome.TIMED_OUT, serves=Reason.TIMED_OUT.is_documented
        ),
        "sandbox-broken": Account(
            "broken", outcome=JobOutcome.BROKEN, serves=lambda facts: facts.ends_by_http
        ),
        "sandbox-expired": Account("expired", outcome=JobOutcome.EXPIRED, serves=_tells_expiry),
        "sandbox-stubborn": Account(
            "stubborn", outcome=JobOutcome.STUBBORN, serves=_asks_jobs_to_stop
        ),
    }
)
"""The accounts of all sandboxes; `serving` has those of one."""
