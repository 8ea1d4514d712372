"""The laws of single answers about a job; which there are follows from the service's facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clientwright.rules.json_edit import MISSING
from clientwright.testing.jobs.job_contract import JobContract, PromiseTemplate
from clientwright.testing.jobs.job_links import has_text_links, link_values, misled_links
from clientwright.testing.jobs.observation import Observation
from clientwright.testing.jobs.output_laws import output_laws
from clientwright.testing.jobs.response_law import ResponseLaw
from clientwright.testing.jobs.state_machine import WAITING
from clientwright.testing.service_wire import LINK_NAMES

_ABSENT_VALUES = (MISSING, None)


def response_laws(contract: JobContract) -> tuple[ResponseLaw, ...]:
    """Return all laws of single answers of a service."""
    return (
        *_submit_laws(contract),
        *_link_laws(contract),
        *(
            _vocabulary_law(contract, name)
            for name in contract.job_operations
            if _has_words(contract, name)
        ),
        *(_spelling_law(contract, name) for name in contract.state_machine.words),
        *_status_laws(contract),
        *output_laws(contract),
    )


def _always(_: Observation) -> bool:
    return True


def _submit_laws(contract: JobContract) -> Iterator[ResponseLaw]:
    pattern = str(contract.service.document["request_id"]["pattern"])
    name = contract.wire.name_of("submit", "request_id")
    yield ResponseLaw(
        PromiseTemplate(
            "jobs/submit-names-request",
            "/operations/submit",
            "An accepted submit answers with the id of its request.",
            "no submit was accepted",
        ),
        ("submit",),
        _always,
        _has_request_id,
        lambda _: f"{name} is a string that is not empty",
    )
    yield ResponseLaw(
        PromiseTemplate(
            "jobs/request-id-pattern",
            "/request_id/pattern",
            "A request id has only documented characters and a documented length.",
            "no submit was accepted",
        ),
        ("submit",),
        _has_request_id,
        lambda one: re.fullmatch(pattern, one.field("request_id")) is not None,
        lambda _: f"{name} matches {pattern}",
    )
    yield ResponseLaw(
        PromiseTemplate(
            "jobs/request-id-stays",
            "/request_id",
            "An answer about a request that names a request names that one.",
            "no answer named its request",
            sure="H",
        ),
        contract.job_operations,
        lambda one: one.field("request_id") is not MISSING,
        lambda one: bool(one.field("request_id") == one.subject),
        lambda one: f"{one.name_of('request_id')} is {one.subject}",
    )
    if contract.wire.has_field("submit", "status"):
        words = contract.state_machine.words["status"]
        yield ResponseLaw(
            PromiseTemplate(
                "jobs/submit-vocabulary",
                "/status/values",
                "A submit that shows its job's stage uses the words of a status, letter by letter.",
                "no answer to a submit showed a stage",
            ),
            ("submit",),
            lambda one: one.field("status") not in _ABSENT_VALUES,
            lambda one: one.field("status") in words,
            lambda one: f"{one.name_of('status')} is one of {', '.join(words)}",
        )


def _has_request_id(one: Observation) -> bool:
    return isinstance(one.field("request_id"), str) and bool(one.field("request_id"))


def _link_laws(contract: JobContract) -> Iterator[ResponseLaw]:
    operations = ("submit", *contract.job_operations)
    if not any(contract.wire.has_field(one, name) for one in operations for name in LINK_NAMES):
        return
    yield ResponseLaw(
        PromiseTemplate(
            "jobs/links-are-text",
            "/operations/submit",
            "A link in an answer about a job is text.",
            "no answer had links",
        ),
        operations,
        lambda one: bool(link_values(one)),
        lambda one: all(isinstance(value, str) for value in link_values(one).values()),
        lambda _: "links that are text, or no links",
    )
    yield ResponseLaw(
        PromiseTemplate(
            "jobs/links-name-their-operation",
            "/operations/submit",
            "No link has the documented path of another operation than that of its name.",
            "no answer had links",
        ),
        operations,
        has_text_links,
        lambda one: not misled_links(contract.service, one),
        lambda one: _where_links_lead(contract, one),
    )


def _where_links_lead(contract: JobContract, one: Observation) -> str:
    link = misled_links(contract.service, one)[0]
    return f"{link.name} does not lead to {link.other_operations[0]}: {link.url}"


def _has_words(contract: JobContract, operation: str) -> bool:
    """Return whether an operation has words or other signs of its own for a job's stage."""
    return operation == "cancel" or operation in contract.state_machine.words


def _vocabulary_law(contract: JobContract, operation: str) -> ResponseLaw:
    field = contract.wire.name_of(operation, contract.wire.word_field(operation))
    name, pointer = f"{operation}-vocabulary", f"/{operation}/values"
    sentence = f"/{operation} uses its own words for a job's stage."
    expected = f"{field} is one of {contract.vocabulary(operation)}"
    if operation == "cancel":
        name, pointer = "cancel-outcomes", contract.cancel_pointer()
        sentence = "A cancel answers with one of the documented outcomes."
        if contract.wire.facts.cancel_by_status:
            sentence = "A cancel answers as a status does, with one of its words."
        elif any(one.http for one in contract.wire.facts.cancel_answers):
            expected = f"one of the documented answers: {_cancel_answers(contract)}"
    return ResponseLaw(
        PromiseTemplate(f"jobs/{name}", pointer, sentence, f"no /{operation} was answered"),
        (operation,),
        _always,
        lambda one: bool(one.stages),
        lambda _: expected,
    )


def _cancel_answers(contract: JobContract) -> str:
    parts = (
        (f"HTTP {one.http}" * bool(one.http), one.word)
        for one in contract.wire.facts.cancel_answers
    )
    return ", ".join(" with ".join(filter(None, part)) for part in parts)


def _spelling_law(contract: JobContract, operation: str) -> ResponseLaw:
    """Return the law that a word is written as documented: aliases are for readers, not for servers."""
    machine = contract.state_machine
    pointer, what = f"/{operation}/values", "word"
    if operation == "cancel" and not contract.wire.facts.cancel_by_status:
        pointer, what = contract.cancel_pointer(), "outcome"
    elif operation == "cancel":
        pointer = "/status/values"
    return ResponseLaw(
        PromiseTemplate(
            f"jobs/{operation}-spelling",
            pointer,
            f"/{operation} writes each {what} as documented: no alias, no other case, no blanks.",
            f"no /{operation} was answered with a known {what}",
        ),
        (operation,),
        lambda one: bool(machine.documented_word(operation, one.word)),
        lambda one: one.word in machine.words[operation],
        lambda one: (
            f"{one.name_of(one.exchange.wire.word_field(operation))} is "
            f"{machine.documented_word(operation, one.word)!r}, letter by letter"
        ),
    )


def _status_laws(contract: JobContract) -> Iterator[ResponseLaw]:
    if contract.wire.has_field("status", "queue_position"):
        yield ResponseLaw(
            PromiseTemplate(
                "jobs/queue-position",
                "/status/values",
                "A queue_position is a whole number from 0, present only while the job is in the queue.",
                "no status had a queue_position, and no job was seen out of the queue",
            ),
            ("status",),
            _position_is_checked,
            _is_valid_position,
            lambda one: (
                f"{one.name_of('queue_position')} is a whole number from 0"
                if one.stages == WAITING
                else f"no {one.name_of('queue_position')}: the job is not in the queue"
            ),
        )
    by_phase = contract.wire.facts.operations["status"].http
    if {*by_phase} - {""}:
        yield ResponseLaw(
            PromiseTemplate(
                "jobs/status-http",
                "/operations/status/http",
                "The HTTP status of a status is the one of the job's stage.",
                "no /status was answered with a known word",
            ),
            ("status",),
            lambda one: bool(one.stages),
            lambda one: one.exchange.status in _documented_http(contract, one),
            lambda one: f"HTTP {' or '.join(map(str, sorted(_documented_http(contract, one))))}",
        )


def _documented_http(contract: JobContract, one: Observation) -> set[int]:
    return {contract.wire.facts.operations["status"].http_in(stage) for stage in one.stages}


def _position_is_checked(one: Observation) -> bool:
    return bool(one.stages) and (
        one.stages != WAITING or one.field("queue_position") is not MISSING
    )


def _is_valid_position(one: Observation) -> bool:
    """Null counts as absent, and a whole number may be written 5.0."""
    position = one.field("queue_position")
    return position in _ABSENT_VALUES or (
        one.stages == WAITING and _is_whole_number(position) and position >= 0
    )


def _is_whole_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())
