"""The faults behind broken promises about jobs: one answer about another job breaks many of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from clientwright.testing.jobs.job_contract import BrokenPromise
from clientwright.testing.jobs.observation import Observation
from clientwright.testing.jobs.sequence_laws import SEQUENCE_PROMISES
from clientwright.testing.targets.decision import failure_cause
from clientwright.testing.targets.submit_target import read_decision

MIXED_UP = "an answer about one job is that of another"
GIVEN_TWICE = "two submits got the same request id"
_OWN_RESULT, _OWN_ID = "jobs/output-of-own-request", "jobs/request-id-stays"
_SHARED_ID, _ANSWERED = "jobs/own-request-id", "jobs/answered-at-any-time"
_LINKS, _CANCELS = "jobs/links-lead-to-own-request", "jobs/cancel-ends-no-other"
_CAUSES = {
    _OWN_RESULT: MIXED_UP,
    _SHARED_ID: GIVEN_TWICE,
    _LINKS: "links lead to another request",
    _CANCELS: "a cancel ends another job",
}
"""The causes of promises that say themselves what is wrong."""

_SEQUENCES = SEQUENCE_PROMISES
_ENDS = ("jobs/output-only-when-succeeded", "jobs/succeeded-has-output")
"""Promises about a result as a whole, of which a part may be another job's."""


@dataclass(frozen=True, slots=True)
class JobFaults:
    """What is broken about some jobs; `known_ids` are the request ids of all jobs of the run."""

    broken: Sequence[BrokenPromise]
    known_ids: Collection[str]

    def with_causes(self) -> list[BrokenPromise]:
        """Return what is broken with the cause of each; what no other fault explains comes first."""
        foreign, twice = self._foreign_answers(), self._ids_given_twice()
        mixed = {one.operation for one in foreign}
        calls = {id(one.exchange) for one in foreign}
        explained: list[BrokenPromise] = []
        own: list[BrokenPromise] = []
        for one in self.broken:
            if one.promise.id != _SHARED_ID and twice and _subjects(one) & twice:
                explained.append(replace(one, cause=GIVEN_TWICE))
            elif _is_explained(one, mixed, calls):
                explained.append(replace(one, cause=MIXED_UP))
            else:
                own.append(replace(one, cause=_own_cause(one)))
        return [*_with_contradictions(own), *explained]

    def _foreign_answers(self) -> list[Observation]:
        """Return the answers about a job that are those of another one.

        Where some are, an answer with links to another request is, too.
        """
        found = [one.shown[-1] for one in self.broken if self._is_foreign(one)]
        links = [one.shown[-1] for one in self.broken if one.promise.id == _LINKS]
        return [*found, *(one for one in links if found and one.operation != "submit")]

    def _is_foreign(self, one: BrokenPromise) -> bool:
        if one.promise.id == _OWN_ID:
            return one.shown[-1].exchange.request_id in self.known_ids
        return one.promise.id == _OWN_RESULT

    def _ids_given_twice(self) -> set[str]:
        return {one.exchanges[-1].request_id for one in self.broken if one.promise.id == _SHARED_ID}


def first_of_each(broken: Iterable[BrokenPromise]) -> dict[str, BrokenPromise]:
    """Return the first of what breaks each promise, by the promise's id."""
    found: dict[str, BrokenPromise] = {}
    for one in broken:
        found.setdefault(one.promise.id, one)
    return found


def _subjects(one: BrokenPromise) -> set[str]:
    """Return the request ids that broken answers are about; of a promise about words or forms, none."""
    kinds = (*_SEQUENCES, *_ENDS, *_CAUSES, _OWN_ID, _ANSWERED)
    return (
        {ob.subject for ob in one.shown} | {*_request_ids(one)}
        if one.promise.id in kinds
        else set()
    )


def _request_ids(one: BrokenPromise) -> Iterator[str]:
    yield from (exchange.request_id for exchange in one.exchanges if exchange.sent is not None)


def _is_explained(one: BrokenPromise, mixed: Collection[str], calls: Collection[int]) -> bool:
    """Return whether answers about other jobs are enough to break a promise."""
    promise = one.promise.id
    if promise in (*_SEQUENCES, *_ENDS):
        return any(ob.operation in mixed for ob in one.shown)
    if promise == _CANCELS:
        return any(ob.operation in mixed for ob in one.shown if ob.operation != "cancel")
    return promise in (_OWN_ID, _LINKS) and any(id(ob.exchange) in calls for ob in one.shown)


def _own_cause(one: BrokenPromise) -> str:
    """Return the cause of what one kind of answer breaks alone, such as a submit that fails."""
    if cause := _CAUSES.get(one.promise.id):
        return cause
    last = one.exchanges[-1]
    if one.promise.id == _ANSWERED:
        cause = failure_cause(last)
        return cause if last.status >= 500 else f"one's own request is refused: {cause}"
    alone = len(one.exchanges) == 1 and last.sent is not None
    return read_decision(last).cause if alone else ""


def _with_contradictions(broken: Sequence[BrokenPromise]) -> list[BrokenPromise]:
    """Return what is broken; what answers of one operation contradict has one cause.

    One wrong answer contradicts several others, and each such pair breaks a promise of its own. A job
    that another's cancel ended only in such an answer is not ended.
    """
    wrong = _wrong_operations([one for one in broken if one.promise.id in _SEQUENCES])
    causes: dict[int, str] = {}
    found: list[BrokenPromise] = []
    for one in broken:
        if one.promise.id not in _SEQUENCES:
            found.append(one)
            continue
        operation = next(name for name in wrong if any(ob.operation == name for ob in one.shown))
        cause = f"/{operation} contradicts other answers about its job"
        calls = (id(ob.exchange) for ob in one.shown if ob.operation == operation)
        causes.update(dict.fromkeys(calls, cause))
        found.append(replace(one, cause=cause))
    return [
        replace(one, cause=causes.get(id(one.exchanges[-1]), one.cause))
        if one.promise.id == _CANCELS
        else one
        for one in found
    ]


def _wrong_operations(pairs: Sequence[BrokenPromise]) -> list[str]:
    """Return the operations that are enough to explain all pairs, those with the most pairs first."""
    left, wrong = [{ob.operation for ob in one.shown} for one in pairs], list[str]()
    while left:
        counts = Counter(operation for operations in left for operation in sorted(operations))
        wrong.append(counts.most_common(1)[0][0])
        left = [operations for operations in left if wrong[-1] not in operations]
    return wrong
