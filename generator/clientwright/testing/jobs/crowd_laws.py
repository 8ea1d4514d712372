"""The laws of several jobs at once: each answer is about its own job, and a cancel ends no other.

Two jobs are told apart by what surely belongs to one of them: its request id, and the text that
its input alone has. What a server does not show cannot be swapped visibly, and is no finding.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from clientwright.rules.json_edit import MISSING
from clientwright.specs.model import Service
from clientwright.testing.jobs.job_contract import BrokenPromise, PromiseTemplate
from clientwright.testing.jobs.job_driver import TrackedJob
from clientwright.testing.jobs.job_links import foreign_ids, links_of
from clientwright.testing.jobs.observation import Observation
from clientwright.testing.promises import PromiseGroup

_SHORTEST_ID = 8
"""A shorter id may be part of a URL by chance."""

Mixture = tuple[str, str, tuple[Observation, ...]]
"""What was expected, what was observed, and the answers that show it."""


@dataclass(frozen=True, slots=True)
class CrowdLaw:
    """A law of several jobs: what mixes them up, and how many answers could have."""

    template: PromiseTemplate
    find: Callable[[Service, Sequence[TrackedJob]], Iterator[Mixture]]
    count: Callable[[Service, Sequence[TrackedJob]], int]

    def broken(self, service: Service, jobs: Sequence[TrackedJob]) -> Iterator[BrokenPromise]:
        """Yield what breaks the law."""
        promise = self.template.for_service(service, PromiseGroup.JOBS)
        for expected, observed, shown in self.find(service, jobs):
            exchanges = tuple(one.exchange for one in shown)
            yield BrokenPromise(promise, expected, observed, exchanges, shown)


def _foreign_links(service: Service, jobs: Sequence[TrackedJob]) -> Iterator[Mixture]:
    for job in jobs:
        others = {*job.server.accepted} - {job.request_id}
        for one in _answered(job):
            for id in foreign_ids(service, one, job.request_id, others):
                what = "another job" if id in others else "not its request"
                yield f"links to {job.request_id}", f"a link to {id}, which is {what}", (one,)


def _count_links(service: Service, jobs: Sequence[TrackedJob]) -> int:
    answers = (one for job in jobs for one in _answered(job))
    return sum(any(link.request_ids for link in links_of(service, one)) for one in answers)


def _told_apart(job: TrackedJob) -> list[str]:
    """Return the texts that belong to a job alone, if its input differs from that of every other."""
    ids = [job.request_id] if len(job.request_id) >= _SHORTEST_ID else []
    return [job.marker, *ids] if job.marker else []


def _contains(text: str, word: str) -> bool:
    if word not in text:
        return False
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def _content(one: Observation) -> str:
    """Return what a result says beside the request that it names."""
    wire = one.exchange.wire
    rest = wire.with_value(one.operation, "request_id", MISSING, one.exchange.answer).body
    return "{}" if rest is MISSING else json.dumps(rest, ensure_ascii=False)


def _results(job: TrackedJob) -> Iterator[tuple[Observation, str]]:
    for one in _answered(job):
        if one.has_result:
            yield one, _content(one)


def _swapped_results(_: Service, jobs: Sequence[TrackedJob]) -> Iterator[Mixture]:
    for job in jobs:
        own, others = _told_apart(job), [one for one in jobs if one is not job]
        for one, text in _results(job) if own else ():
            for other in others:
                if foreign := _foreign_word(one, text, own, other):
                    expected = f"the result of the job that asked for {job.marker!r}"
                    observed = f"{foreign!r} in it, which is of another job"
                    yield expected, observed, (_submit(job), _submit(other), one)


def _foreign_word(one: Observation, text: str, own: Sequence[str], other: TrackedJob) -> str:
    """Return what a result has of another job, "" if there is nothing.

    A result that shows of which job it is may name the request of another beside its output, as a
    place in a queue does; a text that only the other's input has is foreign anywhere.
    """
    foreign = [
        word
        for word in _told_apart(other)
        if _contains(text, word) and not any(word in mine for mine in own)
    ]
    if any(_contains(text, word) for word in own):
        found = one.field("output")
        output = json.dumps(None if found is MISSING else found, ensure_ascii=False)
        foreign = [word for word in foreign if word == other.marker or _contains(output, word)]
    return foreign[0] if foreign else ""


def _count_results(_: Service, jobs: Sequence[TrackedJob]) -> int:
    found = (
        any(_contains(text, word) for word in _told_apart(job))
        for job in (jobs if jobs[1:] else ())
        for _, text in _results(job)
    )
    return sum(found)


def _witnesses(
    jobs: Sequence[TrackedJob],
) -> Iterator[tuple[Observation, Observation, Observation]]:
    """Yield cancels with the last look before and the first look after at a job that nobody cancelled."""
    cancels = [(job, one) for job in jobs for one in _answered(job) if one.operation == "cancel"]
    for job in jobs:
        if any(one.operation == "cancel" for one in job.oracle.history):
            continue
        looks = sorted(
            (one for one in job.oracle.history if one.shows_stage), key=lambda one: one.answered_at
        )
        for _, cancel in cancels:
            before = [one for one in looks if one.precedes(cancel)]
            after = [one for one in looks if cancel.precedes(one)]
            if before and after and not before[-1].cancelled:
                yield before[-1], cancel, after[0]


def _cancelled_with_another(_: Service, jobs: Sequence[TrackedJob]) -> Iterator[Mixture]:
    for before, cancel, after in _witnesses(jobs):
        if after.cancelled:
            observed = f"it is cancelled after a cancel of {cancel.subject}"
            yield f"{after.subject} goes on: nobody cancelled it", observed, (before, cancel, after)


def _answered(job: TrackedJob) -> list[Observation]:
    return [one for one in job.oracle.history if one.ok]


def _submit(job: TrackedJob) -> Observation:
    return job.oracle.history[0]


_LAWS = (
    CrowdLaw(
        PromiseTemplate(
            "jobs/links-lead-to-own-request",
            "/operations/submit",
            "The links in an answer lead to its own request, and to no other one.",
            "no answer had links with the documented paths",
        ),
        _foreign_links,
        _count_links,
    ),
    CrowdLaw(
        PromiseTemplate(
            "jobs/output-of-own-request",
            "/operations/result",
            "Where two jobs were asked for different things, a result is that of its own job.",
            "no output contains the request id or the job's own text",
        ),
        _swapped_results,
        _count_results,
    ),
    CrowdLaw(
        PromiseTemplate(
            "jobs/cancel-ends-no-other",
            "/operations/cancel",
            "A cancel ends its own job and no other.",
            "no other job was seen before and after a cancel",
        ),
        _cancelled_with_another,
        lambda _, jobs: sum(1 for _ in _witnesses(jobs)),
    ),
)


def crowd_laws(service: Service) -> tuple[CrowdLaw, ...]:
    """Return all laws of several jobs of a service."""
    operations = service.wire.operations
    return tuple(
        one for one in _LAWS if "cancel" in operations or one.find is not _cancelled_with_another
    )
