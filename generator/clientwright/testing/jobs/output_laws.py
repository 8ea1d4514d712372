"""The laws of a job's output: when there is one, and of which type it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.rules.json_edit import MISSING
from clientwright.testing.jobs.job_contract import JobContract, PromiseTemplate
from clientwright.testing.jobs.observation import Observation
from clientwright.testing.jobs.output_type import open_output_mismatch, output_mismatch
from clientwright.testing.jobs.response_law import ResponseLaw
from clientwright.testing.jobs.state_machine import WAITING, JobStage

_ABSENT_VALUES = (MISSING, None)
_EMPTY_VALUES: tuple[Any, ...] = (*_ABSENT_VALUES, {}, [], "")


def output_laws(contract: JobContract) -> Iterator[ResponseLaw]:
    """Yield the laws of a service's outputs, of whose type the endpoint may say more."""
    wire = contract.wire
    operation = "status" if wire.facts.one_call else "result"
    if not wire.has_field(operation, "output"):
        return
    if not wire.has_model_answer("result"):
        yield _no_early_output(operation, wire.facts.one_call)
    if wire.has_model_answer("result") or not contract.output_is_open:
        yield _has_output(contract, operation)
    yield _output_type(contract, operation)


def _is_success(one: Observation) -> bool:
    expired = one.exchange.wire.is_expired(one.exchange.answer)
    return one.stages == {JobStage.SUCCEEDED} and not expired


def _no_early_output(operation: str, one_call: bool) -> ResponseLaw:
    """Return the law of a job without output; what a run has made before it ended may be shown in one call."""
    sentence = "A result has output only when the job has succeeded."
    untried = "no result of an unfinished, failed or cancelled job was seen"
    expected = "no output: the job has not succeeded"
    pointer = "/result/values"
    if one_call:
        sentence = "A job that waits has no output."
        untried = "no job was seen waiting"
        expected, pointer = "no output: no run has begun", "/status/values"
    return ResponseLaw(
        PromiseTemplate("jobs/output-only-when-succeeded", pointer, sentence, untried),
        (operation,),
        (lambda one: one.stages == WAITING)
        if one_call
        else (lambda one: bool(one.stages) and JobStage.SUCCEEDED not in one.stages),
        lambda one: one.field("output") in _ABSENT_VALUES,
        lambda _: expected,
    )


def _has_output(contract: JobContract, operation: str) -> ResponseLaw:
    is_body = contract.wire.has_model_answer("result")
    absent = (MISSING,) if is_body else _EMPTY_VALUES
    sentence = "The result of a job that has succeeded has an output."
    if is_body:
        sentence = "The result of a job that has succeeded is the model's answer, as JSON."
    return ResponseLaw(
        PromiseTemplate(
            "jobs/succeeded-has-output",
            "/output",
            sentence,
            "no job was seen to succeed",
            sure="M",
        ),
        (operation,),
        _is_success,
        lambda one: one.field("output") not in absent,
        lambda _: "an output: the job has succeeded",
    )


def _output_type(contract: JobContract, operation: str) -> ResponseLaw:
    is_open, is_body = contract.output_is_open, contract.wire.has_model_answer("result")
    absent = (MISSING,) if is_body else _ABSENT_VALUES if is_open else _EMPTY_VALUES
    mismatch = open_output_mismatch if is_open else output_mismatch
    sentence = "An output has the documented type: an object of URLs, a URL, or a list of URLs."
    if is_open:
        sentence = "An output has the type that its endpoint documents."
    return ResponseLaw(
        PromiseTemplate("jobs/output-type", "/output", sentence, "no output was seen", sure="M"),
        (operation,),
        lambda one: _is_success(one) and one.field("output") not in absent,
        lambda one: not mismatch(one.field("output"), contract.output),
        lambda one: (
            f"an output of the documented type; {mismatch(one.field('output'), contract.output)}"
        ),
    )
