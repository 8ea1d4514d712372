"""What one answer about a job must keep, whatever came before it: a table of laws."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from clientwright.contract.jobs.outputs import misfit
from clientwright.contract.jobs.seen import Seen
from clientwright.contract.jobs.table import WAITING, Stage
from clientwright.contract.jobs.terms import Broken, Clause, Terms
from clientwright.rules.json_edit import MISSING

_ABSENT = (MISSING, None)
_EMPTY: tuple[Any, ...] = (*_ABSENT, {}, [], "")


@dataclass(frozen=True, slots=True)
class AnswerLaw:
    """A law of one answer: the operations it is about, when it comes up, when it is kept, what is expected."""

    clause: Clause
    operations: tuple[str, ...]
    comes_up: Callable[[Seen], bool]
    kept: Callable[[Terms, Seen], bool]
    expected: Callable[[Terms, Seen], str]

    def applies(self, one: Seen) -> bool:
        """Tell whether an answer is one that this law speaks of."""
        return one.good and one.operation in self.operations and self.comes_up(one)


def broken_answers(terms: Terms, history: Iterable[Seen]) -> Iterator[Broken]:
    """Find what single answers break, in their order."""
    for one in history:
        for law in ANSWER_LAWS:
            if law.applies(one) and not law.kept(terms, one):
                expected = law.expected(terms, one)
                yield terms.broken(law.clause, expected, one.exchange.told(), one)


def _always(_: Seen) -> bool:
    return True


def _succeeded(one: Seen) -> bool:
    return one.stages == {Stage.SUCCEEDED}


def _with_output(one: Seen) -> bool:
    return _succeeded(one) and one.field("output") not in _EMPTY


def _position_matters(one: Seen) -> bool:
    return bool(one.stages) and (
        one.stages != WAITING or one.field("queue_position") is not MISSING
    )


def _position_fits(_: Terms, one: Seen) -> bool:
    """Null is read as absent; a whole number may be written 5.0."""
    place = one.field("queue_position")
    return place in _ABSENT or (one.stages == WAITING and _whole(place) and place >= 0)


def _whole(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def _named(one: Seen) -> bool:
    return isinstance(one.field("request_id"), str) and bool(one.field("request_id"))


def _fits_pattern(terms: Terms, one: Seen) -> bool:
    return re.fullmatch(_pattern(terms), one.field("request_id")) is not None


def _pattern(terms: Terms) -> str:
    return str(terms.service.facts["request_id"]["pattern"])


def _vocabulary(operation: str, field: str, sentence: str) -> AnswerLaw:
    pointer = "/cancel/outcomes" if operation == "cancel" else f"/{operation}/values"
    name = "cancel-outcomes" if operation == "cancel" else f"{operation}-vocabulary"
    return AnswerLaw(
        Clause(f"jobs/{name}", pointer, sentence, f"no /{operation} was answered"),
        (operation,),
        _always,
        lambda _, one: bool(one.stages),
        lambda terms, _: f"{field} is one of {terms.words(operation)}",
    )


ANSWER_LAWS = (
    AnswerLaw(
        Clause(
            "jobs/submit-names-request",
            "/operations/submit",
            "A submit that is taken answers with the id of its request.",
            "no submit was taken",
        ),
        ("submit",),
        _always,
        lambda _, one: _named(one),
        lambda _, __: "request_id is a string that is not empty",
    ),
    AnswerLaw(
        Clause(
            "jobs/request-id-pattern",
            "/request_id/pattern",
            "A request id is made of the documented characters, and not too long.",
            "no submit was taken",
        ),
        ("submit",),
        _named,
        _fits_pattern,
        lambda terms, _: f"request_id matches {_pattern(terms)}",
    ),
    AnswerLaw(
        Clause(
            "jobs/request-id-stays",
            "/request_id",
            "An answer about a request names that request, if it names any.",
            "no answer named its request",
            sure="H",
        ),
        ("status", "result", "cancel"),
        lambda one: one.field("request_id") is not MISSING,
        lambda _, one: bool(one.field("request_id") == one.subject),
        lambda _, one: f"request_id is {one.subject}",
    ),
    _vocabulary("status", "status", "/status speaks its own words for where a job is."),
    _vocabulary("result", "status", "/result speaks its own words for where a job is."),
    _vocabulary("cancel", "outcome", "A cancel answers with one of the documented outcomes."),
    AnswerLaw(
        Clause(
            "jobs/queue-position",
            "/status/values",
            "A queue_position is a whole number from 0, and is told only while the job is in the queue.",
            "no status told a queue_position, and no job was seen out of the queue",
        ),
        ("status",),
        _position_matters,
        _position_fits,
        lambda _, one: (
            "queue_position is a whole number from 0"
            if one.stages == WAITING
            else "no queue_position: the job is not in the queue"
        ),
    ),
    AnswerLaw(
        Clause(
            "jobs/output-only-when-succeeded",
            "/result/values",
            "A result carries output only when the job has succeeded.",
            "no result of an unfinished, failed or cancelled job was seen",
        ),
        ("result",),
        lambda one: bool(one.stages) and not _succeeded(one),
        lambda _, one: one.field("output") in _ABSENT,
        lambda _, __: "no output: the job has not succeeded",
    ),
    AnswerLaw(
        Clause(
            "jobs/succeeded-has-output",
            "/output",
            "The result of a job that has succeeded carries its output.",
            "no job was seen to succeed",
            sure="M",
        ),
        ("result",),
        _succeeded,
        lambda _, one: one.field("output") not in _EMPTY,
        lambda _, __: "an output: the job has succeeded",
    ),
    AnswerLaw(
        Clause(
            "jobs/output-type",
            "/output",
            "An output is of the documented type: an object of URLs, or a bare URL, or a list of URLs.",
            "no output was seen",
            sure="M",
        ),
        ("result",),
        _with_output,
        lambda terms, one: not misfit(one.field("output"), terms.output),
        lambda terms, one: (
            f"an output of the documented type; {misfit(one.field('output'), terms.output)}"
        ),
    ),
)
"""Every law of one answer."""
