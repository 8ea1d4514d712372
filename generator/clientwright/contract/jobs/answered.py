"""What came back to a call that was to be refused, and the verdict about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clientwright.contract.exchanges import Exchange
from clientwright.contract.jobs import verdicts
from clientwright.contract.jobs.desk import LATER
from clientwright.contract.jobs.refusals import Refusal
from clientwright.contract.promises import Finding, Judge, Note, Promise, Verdict


@dataclass(frozen=True, slots=True)
class Answered:
    """A call and what came back; `before` are calls that it cannot be understood without.

    `harmed` shows what the call did all the same.
    """

    exchange: Exchange
    before: tuple[Exchange, ...] = ()
    harmed: Exchange | None = None


def verdict(promise: Promise, refusal: Refusal, answered: Answered | str, seed: int) -> Verdict:
    """Judge one call that was to be refused; a string says why it was not made, or does not count."""
    if isinstance(answered, str):
        return verdicts.untried(promise, answered)
    exchange = answered.exchange
    shown = (*answered.before, exchange)
    if exchange.failure or exchange.status in LATER:
        return verdicts.untried(promise, exchange.told())
    if not refusal.kept(exchange):
        finding = Finding(refusal.expected, exchange.told(), exchanges=shown, seed=seed)
        return verdicts.broken(promise, finding)
    if answered.harmed is not None:
        said = f"refused, and cancelled all the same: {answered.harmed.told()}"
        shown = (*shown, answered.harmed)
        finding = Finding("a refusal that changes nothing", said, exchanges=shown, seed=seed)
        return verdicts.broken(promise, finding)
    return verdicts.proved(promise)


def notes(answered: Iterable[Answered]) -> tuple[Note, ...]:
    """Note which HTTP statuses stand beside error codes: the documents leave it open."""
    seen: dict[int, set[int]] = {}
    for one in answered:
        code = one.exchange.code
        if isinstance(code, int):
            seen.setdefault(code, set()).add(one.exchange.status)
    return tuple(
        Note(
            f"Which HTTP status stands beside error code {code}?",
            ", ".join(map(str, sorted(statuses))),
            Judge.SERVER,
        )
        for code, statuses in sorted(seen.items())
    )
