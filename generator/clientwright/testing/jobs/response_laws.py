"""The laws of single answers about a job, whatever came before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from clientwright.rules.json_edit import MISSING
from clientwright.testing.jobs.job_contract import BrokenPromise, JobContract, PromiseTemplate
from clientwright.testing.jobs.job_links import has_text_links, link_values, misled_links
from clientwright.testing.jobs.observation import Observation
from clientwright.testing.jobs.output_type import output_mismatch
from clientwright.testing.jobs.state_machine import STAGE_FIELDS, WAITING, JobStage

_ABSENT_VALUES = (MISSING, None)
_EMPTY_VALUES: tuple[Any, ...] = (*_ABSENT_VALUES, {}, [], "")


@dataclass(frozen=True, slots=True)
class ResponseLaw:
    """A law of one answer: its operations, when it is relevant and satisfied, what it expects."""

    template: PromiseTemplate
    operations: tuple[str, ...]
    relevant: Callable[[Observation], bool]
    satisfied: Callable[[JobContract, Observation], bool]
    expected: Callable[[JobContract, Observation], str]

    def applies_to(self, one: Observation) -> bool:
        """Return whether the law applies to an answer."""
        return one.ok and one.operation in self.operations and self.relevant(one)


def broken_responses(
    contract: JobContract, history: Iterable[Observation]
) -> Iterator[BrokenPromise]:
    """Yield what single answers break, in their order."""
    for one in history:
        for law in RESPONSE_LAWS:
            if law.applies_to(one) and not law.satisfied(contract, one):
                expected = law.expected(contract, one)
                yield contract.broken_promise(law.template, expected, one.exchange.summary(), one)


def _always(_: Observation) -> bool:
    return True


def _is_success(one: Observation) -> bool:
    return one.stages == {JobStage.SUCCEEDED}


def _has_output(one: Observation) -> bool:
    return _is_success(one) and one.field("output") not in _EMPTY_VALUES


def _position_is_checked(one: Observation) -> bool:
    return bool(one.stages) and (
        one.stages != WAITING or one.field("queue_position") is not MISSING
    )


def _is_valid_position(_: JobContract, one: Observation) -> bool:
    """Null counts as absent, and a whole number may be written 5.0."""
    position = one.field("queue_position")
    return position in _ABSENT_VALUES or (
        one.stages == WAITING and _is_whole_number(position) and position >= 0
    )


def _is_whole_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def _has_request_id(one: Observation) -> bool:
    return isinstance(one.field("request_id"), str) and bool(one.field("request_id"))


def _matches_pattern(contract: JobContract, one: Observation) -> bool:
    return re.fullmatch(_pattern(contract), one.field("request_id")) is not None


def _pattern(contract: JobContract) -> str:
    return str(contract.service.document["request_id"]["pattern"])


def _where_links_lead(contract: JobContract, one: Observation) -> str:
    link = misled_links(contract.service, one)[0]
    return f"{link.operation}_url does not lead to {link.other_operations[0]}: {link.url}"


def _vocabulary_law(operation: str, field: str, sentence: str) -> ResponseLaw:
    pointer = "/cancel/outcomes" if operation == "cancel" else f"/{operation}/values"
    name = "cancel-outcomes" if operation == "cancel" else f"{operation}-vocabulary"
    return ResponseLaw(
        PromiseTemplate(f"jobs/{name}", pointer, sentence, f"no /{operation} was answered"),
        (operation,),
        _always,
        lambda _, one: bool(one.stages),
        lambda contract, _: f"{field} is one of {contract.vocabulary(operation)}",
    )


def _spelling_law(operation: str) -> ResponseLaw:
    """Return the law that a word is written as documented: aliases are for readers, not for servers."""
    field = STAGE_FIELDS[operation]
    where, what = (
        ("cancel/outcomes", "outcome") if operation == "cancel" else (f"{operation}/values", "word")
    )
    return ResponseLaw(
        PromiseTemplate(
            f"jobs/{operation}-spelling",
            f"/{where}",
            f"/{operation} writes each {what} as documented: no alias, no other case, no blanks.",
            f"no /{operation} was answered with a known {what}",
        ),
        (operation,),
        lambda one: bool(one.stages),
        lambda contract, one: one.field(field) in contract.state_machine.words[operation],
        lambda contract, one: (
            f"{field} is "
            f"{contract.state_machine.documented_word(operation, one.field(field))!r}, letter by letter"
        ),
    )


RESPONSE_LAWS = (
    ResponseLaw(
        PromiseTemplate(
            "jobs/submit-names-request",
            "/operations/submit",
            "An accepted submit answers with the id of its request.",
            "no submit was accepted",
        ),
        ("submit",),
        _always,
        lambda _, one: _has_request_id(one),
        lambda _, __: "request_id is a string that is not empty",
    ),
    ResponseLaw(
        PromiseTemplate(
            "jobs/request-id-pattern",
            "/request_id/pattern",
            "A request id has only documented characters and a documented length.",
            "no submit was accepted",
        ),
        ("submit",),
        _has_request_id,
        _matches_pattern,
        lambda contract, _: f"request_id matches {_pattern(contract)}",
    ),
    ResponseLaw(
        PromiseTemplate(
            "jobs/request-id-stays",
            "/request_id",
            "An answer about a request that names a request names that one.",
            "no answer named its request",
            sure="H",
        ),
        ("status", "result", "cancel"),
        lambda one: one.field("request_id") is not MISSING,
        lambda _, one: bool(one.field("request_id") == one.subject),
        lambda _, one: f"request_id is {one.subject}",
    ),
    ResponseLaw(
        PromiseTemplate(
            "jobs/links-are-text",
            "/operations/submit",
            "A link in an answer about a job is text.",
            "no answer had links",
        ),
        ("submit", "status", "result", "cancel"),
        lambda one: bool(link_values(one)),
        lambda _, one: all(isinstance(value, str) for value in link_values(one).values()),
        lambda _, __: "links that are text, or no links",
    ),
    ResponseLaw(
        PromiseTemplate(
            "jobs/links-name-their-operation",
            "/operations/submit",
            "No link has the documented path of another operation than that of its name.",
            "no answer had links",
        ),
        ("submit", "status", "result", "cancel"),
        has_text_links,
        lambda contract, one: not misled_links(contract.service, one),
        _where_links_lead,
    ),
    _vocabulary_law("status", "status", "/status uses its own words for a job's stage."),
    _vocabulary_law("result", "status", "/result uses its own words for a job's stage."),
    _vocabulary_law("cancel", "outcome", "A cancel answers with one of the documented outcomes."),
    *map(_spelling_law, STAGE_FIELDS),
    ResponseLaw(
        PromiseTemplate(
            "jobs/queue-position",
            "/status/values",
            "A queue_position is a whole number from 0, present only while the job is in the queue.",
            "no status had a queue_position, and no job was seen out of the queue",
        ),
        ("status",),
        _position_is_checked,
        _is_valid_position,
        lambda _, one: (
            "queue_position is a whole number from 0"
            if one.stages == WAITING
            else "no queue_position: the job is not in the queue"
        ),
    ),
    ResponseLaw(
        PromiseTemplate(
            "jobs/output-only-when-succeeded",
            "/result/values",
            "A result has output only when the job has succeeded.",
            "no result of an unfinished, failed or cancelled job was seen",
        ),
        ("result",),
        lambda one: bool(one.stages) and not _is_success(one),
        lambda _, one: one.field("output") in _ABSENT_VALUES,
        lambda _, __: "no output: the job has not succeeded",
    ),
    ResponseLaw(
        PromiseTemplate(
            "jobs/succeeded-has-output",
            "/output",
            "The result of a job that has succeeded has an output.",
            "no job was seen to succeed",
            sure="M",
        ),
        ("result",),
        _is_success,
        lambda _, one: one.field("output") not in _EMPTY_VALUES,
        lambda _, __: "an output: the job has succeeded",
    ),
    ResponseLaw(
        PromiseTemplate(
            "jobs/output-type",
            "/output",
            "An output has the documented type: an object of URLs, a URL, or a list of URLs.",
            "no output was seen",
            sure="M",
        ),
        ("result",),
        _has_output,
        lambda contract, one: not output_mismatch(one.field("output"), contract.output),
        lambda contract, one: (
            f"an output of the documented type; {output_mismatch(one.field('output'), contract.output)}"
        ),
    ),
)
"""All laws of single answers."""
