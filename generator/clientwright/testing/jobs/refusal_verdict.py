"""The verdict on a call that must be refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs import server_verdicts
from clientwright.testing.jobs.job_driver import RETRY_STATUSES
from clientwright.testing.jobs.required_refusals import RequiredRefusal
from clientwright.testing.promises import Finding, Note, Promise, Target, Verdict


@dataclass(frozen=True, slots=True)
class RefusalAttempt:
    """A call that must be refused; `context` are earlier calls that explain it.

    `side_effect` is an answer that shows what the refused call did all the same.
    """

    exchange: Exchange
    context: tuple[Exchange, ...] = ()
    side_effect: Exchange | None = None


def check_refusal(
    promise: Promise, refusal: RequiredRefusal, attempt: RefusalAttempt | str, seed: int
) -> Verdict:
    """Return the verdict on one call; a string as attempt is why it was not made or does not count."""
    if isinstance(attempt, str):
        return server_verdicts.untried_verdict(promise, attempt)
    exchange = attempt.exchange
    shown = (*attempt.context, exchange)
    if exchange.failure or exchange.status in RETRY_STATUSES:
        return server_verdicts.untried_verdict(promise, exchange.summary())
    if not refusal.is_met_by(exchange):
        finding = Finding(refusal.expected, exchange.summary(), exchanges=shown, seed=seed)
        return server_verdicts.broken_verdict(promise, finding)
    if attempt.side_effect is not None:
        observed = f"rejected, but cancelled all the same: {attempt.side_effect.summary()}"
        shown = (*shown, attempt.side_effect)
        finding = Finding("a rejection that changes nothing", observed, exchanges=shown, seed=seed)
        return server_verdicts.broken_verdict(promise, finding)
    return server_verdicts.proved_verdict(promise)


def status_notes(answered: Iterable[RefusalAttempt]) -> tuple[Note, ...]:
    """Note which HTTP statuses come with error codes, which the documents leave open."""
    statuses_by_code: dict[int, set[int]] = {}
    for one in answered:
        code = one.exchange.error_code
        if isinstance(code, int):
            statuses_by_code.setdefault(code, set()).add(one.exchange.status)
    return tuple(
        Note(
            f"Which HTTP status comes with error code {code}?",
            ", ".join(map(str, sorted(statuses))),
            Target.SERVER,
        )
        for code, statuses in sorted(statuses_by_code.items())
    )
