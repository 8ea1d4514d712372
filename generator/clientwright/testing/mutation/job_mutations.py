"""The mutations of a server's jobs: its status words, their order, and its results; each where it can be seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.io.json_types import Schema
from clientwright.rules.json_edit import MISSING
from clientwright.specs.model import Service
from clientwright.testing.jobs.output_type import open_output_mismatch
from clientwright.testing.mutation.account_mutations import account_mutations
from clientwright.testing.mutation.call_edits import (
    edit_success,
    replace_word,
    replace_word_after,
    set_status,
    set_value,
)
from clientwright.testing.mutation.cancel_mutations import cancel_mutations
from clientwright.testing.mutation.crowd_mutations import crowd_mutations
from clientwright.testing.mutation.link_mutations import link_mutations
from clientwright.testing.mutation.own_answer_mutations import own_answer_mutations
from clientwright.testing.mutation.server_mutation import InterceptedCall, ServerMutation
from clientwright.testing.service_wire import ServiceWire

_AN_OUTPUT = {"video": "https://x.example/a.mp4"}
_WRONG_OUTPUTS: tuple[Any, ...] = (5, "a word", {}, [5])


def job_mutations(service: Service, output: Schema | None = None) -> tuple[ServerMutation, ...]:
    """Return every mutation of a service's jobs; `output` is the output schema of the endpoint that is tried."""
    wire = ServiceWire.of(service)
    return (
        *_word_mutations(wire),
        *_spelling_mutations(wire),
        *_status_mutations(wire),
        *_output_mutations(service, service.output_of(output)),
        *own_answer_mutations(wire),
        *cancel_mutations(wire),
        *account_mutations(service),
        *link_mutations(service),
        *crowd_mutations(service),
    )


def _has_two_vocabularies(wire: ServiceWire) -> bool:
    return not (wire.facts.one_call or wire.facts.ends_by_http)


def _word_mutations(wire: ServiceWire) -> Iterator[ServerMutation]:
    """Yield the mutations that use another word, or the right word at the wrong time."""
    waiting, running = wire.word("status", "waiting"), wire.word("status", "running")
    finished, cancelled = wire.word("status", "succeeded"), wire.word("status", "cancelled")
    yield ServerMutation(
        "foreign-status",
        "A job waits as 'paused'.",
        on_answer=replace_word("status", waiting, "paused"),
    )
    yield ServerMutation(
        "foreign-running",
        "A job runs as 'busy'.",
        on_answer=replace_word("status", running, "busy"),
    )
    if not wire.facts.ends_by_http:  # there a run that failed on the way may begin again
        yield ServerMutation(
            "back-to-queue",
            "A running job goes back into the queue.",
            on_answer=replace_word_after("status", running, waiting),
        )
    yield ServerMutation(
        "back-to-running",
        "A finished job runs again.",
        on_answer=replace_word_after("status", finished, running),
    )
    if wire.facts.ends_by_http:
        yield ServerMutation(
            "foreign-finished",
            "A job ends as 'done'.",
            on_answer=replace_word("status", finished, "done"),
        )
        return
    yield from _result_word_mutations(wire)
    yield ServerMutation(
        "cancelled-comes-back",
        "A cancelled job finishes later.",
        on_answer=replace_word_after("status", cancelled, finished, 0),
    )


def _result_word_mutations(wire: ServiceWire) -> Iterator[ServerMutation]:
    """Yield the mutations of the words that tell how a job ended."""
    operation = "status" if wire.facts.one_call else "result"
    finished, succeeded = wire.word("status", "succeeded"), wire.word("result", "succeeded")
    yield ServerMutation(
        "foreign-result",
        "A result is 'done'.",
        on_answer=replace_word(operation, succeeded, "done"),
    )
    yield ServerMutation(
        "success-becomes-failure",
        "A succeeded job fails later.",
        on_answer=replace_word_after(operation, succeeded, wire.word("result", "failed")),
    )
    if not _has_two_vocabularies(wire):
        return
    if succeeded not in wire.facts.status_values:
        yield ServerMutation(
            "succeeded-on-status",
            f"/status answers {succeeded!r}.",
            on_answer=replace_word("status", finished, succeeded),
        )
    if finished not in wire.facts.result_values:
        yield ServerMutation(
            "completed-on-result",
            f"/result answers {finished!r}.",
            on_answer=replace_word("result", succeeded, finished),
        )
    yield ServerMutation(
        "unfinished-result",
        "/result answers that a finished job is running.",
        on_answer=replace_word("result", succeeded, wire.word("result", "running")),
    )


def _spelling_mutations(wire: ServiceWire) -> Iterator[ServerMutation]:
    """Yield the mutations that write a documented word in another way."""
    waiting, running = wire.word("status", "waiting"), wire.word("status", "running")
    aliases = {word: alias for alias, word in wire.facts.aliases.items()}
    spellings = [
        ("status-alias", "status", waiting, aliases.get(waiting)),
        ("status-capitals", "status", running, running.swapcase()),
        ("status-blank", "status", waiting, f"{waiting} "),
    ]
    if not wire.facts.ends_by_http:
        operation = "status" if wire.facts.one_call else "result"
        ended, gone = wire.word("result", "succeeded"), wire.word("result", "cancelled")
        spellings += [
            ("result-alias", operation, gone, aliases.get(gone)),
            ("result-capital", operation, ended, ended.title()),
            ("result-newline", operation, ended, f"{ended}\n"),
        ]
    for name, operation, word, other in spellings:
        if word and other and other != word:
            yield ServerMutation(
                name,
                f"/{operation} answers {word!r} as {other!r}.",
                on_answer=replace_word(operation, word, other),
            )


def _status_mutations(wire: ServiceWire) -> Iterator[ServerMutation]:
    """Yield the mutations of what a status has beside its word: the queue position, and its HTTP status."""
    waiting, running = wire.word("status", "waiting"), wire.word("status", "running")
    finished = wire.word("status", "succeeded")
    if wire.has_field("status", "queue_position"):
        for name, sentence, words, position in (
            ("while-running", "A running job has a queue position.", (running, finished), 1),
            ("as-text", "The queue position is text.", (waiting,), "first"),
            ("below-zero", "The queue position is below zero.", (waiting,), -1),
        ):
            edit = set_value("status", words, "queue_position", position)
            yield ServerMutation(f"place-{name}", sentence, on_answer=edit)
    status = wire.facts.operations["status"]
    early, late = status.http_in("waiting"), status.http_in("succeeded")
    if early != late:
        for name, words, http in (
            ("early", (waiting, running), late),
            ("late", (finished,), early),
        ):
            yield ServerMutation(
                f"status-http-{name}",
                f"/status answers HTTP {http} for {' and '.join(words)}.",
                on_answer=set_status("status", words, http),
            )


def _output_mutations(service: Service, schema: Schema) -> Iterator[ServerMutation]:
    """Yield the mutations of a job's output, as far as the service or its endpoint says what it is."""
    wire = ServiceWire.of(service)
    if wire.facts.ends_by_http:
        yield ServerMutation(
            "no-output", "A result of a succeeded job is empty.", on_answer=edit_success(_empty)
        )
    else:
        yield from _early_output_mutations(wire)
        if service.output:
            yield ServerMutation(
                "no-output",
                "A succeeded job has no output.",
                on_answer=_set_output(wire, MISSING),
            )
    found = _WRONG_OUTPUTS[:1] if service.output else _WRONG_OUTPUTS
    wrong = (one for one in found if service.output or open_output_mismatch(one, schema))
    for value in [*wrong][:1]:
        what = "a number" if value == 5 else repr(value)
        yield ServerMutation(
            "output-of-another-type",
            f"The output is {what}.",
            on_answer=_set_output(wire, value),
        )
    if service.output:
        yield ServerMutation(
            "output-field-of-another-type",
            "The output's video is a number.",
            on_answer=_set_output(wire, {"video": 5}),
        )


def _early_output_mutations(wire: ServiceWire) -> Iterator[ServerMutation]:
    operation = "status" if wire.facts.one_call else "result"
    waiting, running = wire.word("result", "waiting"), wire.word("result", "running")
    early = (waiting,) if wire.facts.one_call else (waiting, running)
    yield ServerMutation(
        "early-output",
        "An unfinished job has an output.",
        on_answer=set_value(operation, early, "output", _AN_OUTPUT),
    )
    if not wire.facts.one_call:
        yield ServerMutation(
            "output-of-cancelled",
            "A cancelled job has an output.",
            on_answer=set_value(
                "result", (wire.word("result", "cancelled"),), "output", _AN_OUTPUT
            ),
        )


def _empty(call: InterceptedCall) -> None:
    call.body = MISSING


def _set_output(wire: ServiceWire, value: Any) -> Any:
    """Return an edit that gives succeeded jobs another output."""
    if wire.facts.ends_by_http:
        return edit_success(lambda call: call.put("output", value))
    operation = "status" if wire.facts.one_call else "result"
    return set_value(operation, (wire.word("result", "succeeded"),), "output", value)
