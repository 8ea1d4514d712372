"""Make the calls that must be refused (unknown ids, unknown models, foreign tokens), and judge their answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.job_contract import job_operations
from clientwright.testing.jobs.job_driver import (
    RETRY_STATUSES,
    JobDriver,
    TrackedJob,
    call_operation,
)
from clientwright.testing.jobs.job_links import foreign_ids
from clientwright.testing.jobs.observation import Observation
from clientwright.testing.jobs.required_refusals import RequiredRefusal, unknown_request_id
from clientwright.testing.jobs.state_machine import CANCELLED
from clientwright.testing.promises import (
    Finding,
    Note,
    Promise,
    Target,
    TrialResult,
    Verdict,
    VerdictState,
)
from clientwright.testing.targets.decision import failure_cause
from clientwright.testing.targets.server_target import MINE, OTHER, ServerTarget


@dataclass(frozen=True, slots=True)
class RefusalAttempt:
    """A call that must be refused; `context` are earlier calls that explain it.

    `side_effect` is an answer that shows what the refused call did all the same; `unseen` is why
    nothing could show it.
    """

    exchange: Exchange
    context: tuple[Exchange, ...] = ()
    side_effect: Exchange | None = None
    unseen: str = ""


def check_refusal(
    promise: Promise, refusal: RequiredRefusal, attempt: RefusalAttempt | str, seed: int
) -> Verdict:
    """Return the verdict on one call; a string as attempt is why it was not made or does not count."""
    if isinstance(attempt, str):
        return untried_verdict(promise, attempt)
    exchange = attempt.exchange
    shown = (*attempt.context, exchange)
    if not _has_usable_answer(exchange):
        return untried_verdict(promise, exchange.summary())
    if not refusal.is_met_by(exchange):
        cause = _cause(refusal, exchange)
        finding = Finding(
            refusal.expected, exchange.summary(), exchanges=shown, seed=seed, cause=cause
        )
        return broken_verdict(promise, finding)
    if attempt.side_effect is not None:
        observed = f"rejected, but cancelled all the same: {attempt.side_effect.summary()}"
        shown = (*shown, attempt.side_effect)
        finding = Finding("a rejection that changes nothing", observed, exchanges=shown, seed=seed)
        return broken_verdict(promise, finding)
    return untried_verdict(promise, attempt.unseen) if attempt.unseen else proved_verdict(promise)


def _has_usable_answer(exchange: Exchange) -> bool:
    return not exchange.failure and exchange.status not in RETRY_STATUSES


def hindrance_of(driver: JobDriver, answered: Iterable[RefusalAttempt]) -> str:
    """Return what of the server kept calls from being tried: a refused submit, or no usable answer."""
    for one in driver.submits:
        if not one.accepted:
            return describe_refused_submit(one)
    unusable = (one.exchange for one in answered if not _has_usable_answer(one.exchange))
    return next((one.summary() for one in unusable), "")


def describe_refused_submit(exchange: Exchange) -> str:
    """Return that a submit was not accepted, and how it was answered."""
    return f"a submit was not accepted: {exchange.summary()}"


def _cause(refusal: RequiredRefusal, exchange: Exchange) -> str:
    """Return why an answer is not the promised refusal: all operations that lack it have one cause."""
    if exchange.status >= 500:
        return failure_cause(exchange)
    if not exchange.refused:
        return f"{refusal.calls} are not refused"
    code = "no error code" if exchange.error_code is None else f"error code {exchange.error_code}"
    if all(one.code is None for one in refusal.errors):
        code = f"HTTP {exchange.status}"
    return f"{refusal.calls} are refused with {code}"


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


def proved_verdict(promise: Promise, times: int = 1) -> Verdict:
    """Return a verdict that a promise was kept, `times` times."""
    return Verdict(promise, Target.SERVER, VerdictState.PROVED, examples=times)


def broken_verdict(promise: Promise, finding: Finding, times: int = 1) -> Verdict:
    """Return a verdict that a promise was broken within `times` tries."""
    return Verdict(promise, Target.SERVER, VerdictState.BROKEN, examples=times, finding=finding)


def untried_verdict(promise: Promise, reason: str) -> Verdict:
    """Return a verdict that a promise was not tried, and why."""
    return Verdict(promise, Target.SERVER, VerdictState.NOT_TRIED, reason)


def untried_outcome(promises: Iterable[Promise], reason: str) -> TrialResult:
    """Return a result in which nothing was tried, and why."""
    return TrialResult(tuple(untried_verdict(promise, reason) for promise in promises))


RefusalResults = Mapping[str, RefusalAttempt | str]
"""By promise id, the attempt, or why no call was made."""

RefusalCaller = Callable[[JobDriver, Iterable[RequiredRefusal]], RefusalResults]


def call_unknown_requests(driver: JobDriver, refusals: Iterable[RequiredRefusal]) -> RefusalResults:
    """Call each operation with a request id that does not exist."""
    id = unknown_request_id(driver.server.service)
    return {
        one.template.id: RefusalAttempt(call_operation(driver.server, one.operation, id, MINE))
        for one in refusals
    }


def submit_to_unknown_models(
    driver: JobDriver, refusals: Iterable[RequiredRefusal]
) -> RefusalResults:
    """Submit a valid input to a model that does not exist."""
    model = f"{driver.endpoint.id}-that-does-not-exist"
    return {
        one.template.id: RefusalAttempt(driver.server.submit(model, driver.payload))
        for one in refusals
    }


def call_with_other_tokens(
    driver: JobDriver, refusals: Iterable[RequiredRefusal]
) -> RefusalResults:
    """Submit a job with the good token, then make each call with each other token.

    The cancels come first, another account's before all: one that acts although it is refused shows
    only on a job that still waits. The cancel with the good token comes last because it may end the
    job.
    """
    job = driver.submit()
    if job is None:
        return dict.fromkeys(_ids(refusals), describe_refused_submit(driver.submits[0]))
    by_id = {one.template.id: one for one in refusals}
    order = sorted(by_id, key=lambda id: (by_id[id].operation != "cancel", by_id[id].who != OTHER))
    attempts = {id: _call_with_token(driver, job, by_id[id]) for id in order}
    answered = {
        "submit": True,
        **{name: _is_answered(job, name) for name in job_operations(driver.server.wire.facts)},
    }
    reason = "the same call under the good token was not answered"
    return {
        name: one if answered[by_id[name].operation] else reason for name, one in attempts.items()
    }


def _is_answered(job: TrackedJob, operation: str) -> bool:
    """Return whether a call under the good token is answered; what is open before the end needs none."""
    early = operation == "result" and job.server.wire.has_model_answer(operation)
    return bool(job.call_stages(operation)) or early


def _call_with_token(
    driver: JobDriver, job: TrackedJob, refusal: RequiredRefusal
) -> RefusalAttempt | str:
    server, who = driver.server, refusal.who
    if why := _missing_token_reason(server, who):
        return why
    if refusal.operation == "submit":
        return RefusalAttempt(server.submit(str(driver.endpoint.id), driver.payload, who))
    before = job.last_seen
    exchange = call_operation(server, refusal.operation, job.submitted.request_id, who)
    if refusal.operation != "cancel":
        return RefusalAttempt(exchange, (job.submitted,))
    if before == CANCELLED:
        return RefusalAttempt(exchange, (job.submitted,), unseen=_ALREADY_CANCELLED)
    acted = job.call_stages("status") == CANCELLED
    shown = job.oracle.history[-1]
    if acted and _is_of_another(job, shown):
        return RefusalAttempt(exchange, (job.submitted,), unseen=_NOT_ITS_OWN)
    return RefusalAttempt(exchange, (job.submitted,), shown.exchange if acted else None)


def _is_of_another(job: TrackedJob, one: Observation) -> bool:
    """Return whether an answer about a job may be that of another one: by its id, its links, or theirs."""
    server, own = job.server, job.request_id
    named = one.exchange.request_id not in ("", own)
    others = {*server.accepted} - {own}
    linked = bool(foreign_ids(server.service, one, own, others))
    return named or linked or server.accepted.count(own) > 1


_NOT_ITS_OWN = "the answers about the job are those of another one: no effect would show"
_ALREADY_CANCELLED = (
    "an earlier cancel that had to be refused cancelled the job: no effect would show"
)


def _missing_token_reason(server: ServerTarget, who: str) -> str:
    if who != OTHER:
        return ""
    variable = f"{server.service.name.upper()}_OTHER_TOKEN"
    if not server.has_token(OTHER):
        return f"there is no token of another account: set {variable}"
    same_token = server.tokens.get(MINE) == server.tokens[OTHER]
    return f"{variable} has the same token as the account's own" if same_token else ""


def _ids(refusals: Iterable[RequiredRefusal]) -> list[str]:
    return [one.template.id for one in refusals]
