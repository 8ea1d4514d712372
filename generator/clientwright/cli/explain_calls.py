"""How the jobs of an endpoint go over the wire: its calls, what their words mean, and what is uncertain of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clientwright.lint.service_problems import UncertainFact
from clientwright.lint.undescribed_facts import find_uncertain
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.wire_facts import CancelAnswer, Operation, WireFacts

_MODEL = "{model_id}"
_SOURCES = {"M": "from one source", "L": "from third parties only", "?": "said by nobody"}
_ENDS = {"finished": "finished, in any way"}


@dataclass(frozen=True, slots=True)
class CallExplanation:
    """One call: its operation, its method and its path below the base URL, and sentences about it."""

    operation: str
    call: str
    facts: tuple[str, ...]


def explain_calls(service: Service, endpoint: Endpoint) -> tuple[CallExplanation, ...]:
    """Return the calls of a job of an endpoint, in their order."""
    wire = service.wire
    return tuple(
        CallExplanation(name, _call(service, endpoint, name), tuple(about(wire, endpoint)))
        for name, about in _FACTS.items()
    )


def explain_retention(service: Service) -> str:
    """Return how long the result of a job is kept, and how long its files are."""
    seconds = service.document.get("retention", {}).get("result_seconds")
    kept = "It is not known how long a result is kept"
    if seconds is not None:
        kept = f"A result is kept for {_describe_time(seconds)} after the job's end"
    return f"{kept}. The service's file does not say how long files are kept: fetch them at once."


def list_uncertain(service: Service) -> tuple[str, ...]:
    """Return which facts of the service are not certain, by where they are from."""
    found: dict[str, list[str]] = {letter: [] for letter in _SOURCES}
    for problem in find_uncertain(service):
        if isinstance(problem, UncertainFact):
            found[problem.sure].append(problem.fact)
    return tuple(f"{_SOURCES[at]}: {', '.join(facts)}" for at, facts in found.items() if facts)


def _call(service: Service, endpoint: Endpoint, name: str) -> str:
    wire = service.wire
    operation = wire.operations.get(name)
    if operation is None:
        return "none: jobs cannot be cancelled"
    if name == "result" and wire.one_call:
        return "the answer to a status"
    path = operation.path.replace(_MODEL, str(endpoint.id))
    for variable, part in wire.path_parts.items():
        path = path.replace(f"{{{variable}}}", part.value(str(endpoint.id)))
    return f"{operation.method} {path}"


def _about_submit(wire: WireFacts, endpoint: Endpoint) -> Iterator[str]:
    submit = wire.operations["submit"]
    yield f"body: {_describe_body(submit, endpoint)}"
    if any(_MODEL in value for value in submit.constants.values()):
        yield _describe_version(endpoint)
    if wire.refuses_in_result:
        yield "an input that does not fit is accepted, and its job fails"
    yield "never sent again unless an answer proves that nothing began"


def _describe_body(submit: Operation, endpoint: Endpoint) -> str:
    if not submit.input_at and not submit.constants:
        return "the input"
    values = {
        at: value.replace(_MODEL, endpoint.called_as) for at, value in submit.constants.items()
    }
    constants = [f"{at}: {value}" for at, value in values.items()]
    return ", ".join(
        [*constants, f"{submit.input_at}: the input" if submit.input_at else "the input"]
    )


def _describe_version(endpoint: Endpoint) -> str:
    if endpoint.version:
        return f"the version is pinned: {endpoint.version}"
    return (
        "no version is pinned: the provider may change inputs and outputs at any time, and may refuse "
        "such a call of a model that is not official"
    )


def _about_status(wire: WireFacts, endpoint: Endpoint) -> Iterator[str]:
    yield f"words: {_describe_words(wire.status_values)}"
    if wire.needs_model_id:
        yield "a job is named by its request id and its model id"


def _about_result(wire: WireFacts, endpoint: Endpoint) -> Iterator[str]:
    if wire.ends_by_http:
        yield "the model's own answer: its HTTP status tells whether the job succeeded"
    if wire.result_values and not wire.one_call:
        yield f"words: {_describe_words(wire.result_values)}"
    if wire.expired_at:
        yield f"an output that is gone is told at {', '.join(wire.expired_at)}"


def _about_cancel(wire: WireFacts, endpoint: Endpoint) -> Iterator[str]:
    if "cancel" not in wire.operations:
        return
    if wire.cancellable:
        yield f"jobs that are {', '.join(wire.cancellable)}"
    if wire.cancel_by_status:
        yield "answers: as to a status"
    elif wire.cancel_answers:
        yield f"answers: {', '.join(map(_describe_answer, wire.cancel_answers))}"


_FACTS = {
    "submit": _about_submit,
    "status": _about_status,
    "result": _about_result,
    "cancel": _about_cancel,
}


def _describe_answer(answer: CancelAnswer) -> str:
    told = " ".join(
        part for part in (f"HTTP {answer.http}" if answer.http else "", answer.word) if part
    )
    return f"{told} ({answer.means})"


def _describe_words(words: Mapping[str, str]) -> str:
    return ", ".join(
        word if word == means else f"{word} ({_ENDS.get(means, means)})"
        for word, means in words.items()
    )


def _describe_time(seconds: int) -> str:
    for name, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds % length == 0:
            count = seconds // length
            return f"{count:,} {name}{'s' * (count != 1)}"
    return f"{seconds:,} seconds"
