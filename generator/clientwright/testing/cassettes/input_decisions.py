"""What recorded calls show about inputs: which the server accepted, and which it refused.

Where the model judges inputs, the submit of any is accepted, and the result of its job decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.rules.json_edit import MISSING
from clientwright.schema.additional_properties import CLOSED
from clientwright.specs.model import Service
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.observation import identify_call
from clientwright.testing.payloads.payload_oracle import BrokenConstraint
from clientwright.testing.payloads.unspecified import first_unspecified
from clientwright.testing.promises import Finding
from clientwright.testing.targets.secret_encodings import REDACTED


@dataclass(frozen=True, slots=True)
class InputDecision:
    """A decision about the input of a submit; `answer` is the call whose answer has it."""

    submit: Exchange
    accepted: bool
    answer: Exchange

    @property
    def payload(self) -> Any:
        """The input that was sent, or `MISSING` if it was no JSON."""
        return sent_input(self.submit)

    def finding(self, broken: Sequence[BrokenConstraint]) -> Finding | None:
        """Return the finding if the decision contradicts what its input breaks, or None."""
        broken = [b for b in broken if b.constraint != CLOSED or not self.accepted]
        if first_unspecified(self.payload) or bool(broken) is not self.accepted:
            return None
        why = f"invalid: {broken[0].reason}" if broken else "valid"
        calls = tuple(dict.fromkeys((self.submit, self.answer)))
        return Finding(
            f"a decision for an input that is {why}", self.answer.summary(), self.payload, calls
        )


def find_decisions(
    service: Service, submits: Iterable[Exchange], recorded: Iterable[Exchange]
) -> list[InputDecision]:
    """Return the decisions about the inputs of some submits, among all recorded calls."""
    results = _results(service, recorded) if service.wire.refuses_in_result else {}
    return [one for submit in submits for one in _decision(service, submit, results)]


def _decision(
    service: Service, submit: Exchange, results: dict[str, Exchange]
) -> Iterator[InputDecision]:
    if not submit.accepted:
        if _is_refusal(service, submit):
            yield InputDecision(submit, False, submit)
    elif not service.wire.refuses_in_result:
        yield InputDecision(submit, True, submit)
    elif (result := results.get(submit.request_id)) is not None:
        if 200 <= result.status < 300:
            yield InputDecision(submit, True, result)
        elif _is_refusal(service, result):
            yield InputDecision(submit, False, result)


def _results(service: Service, recorded: Iterable[Exchange]) -> dict[str, Exchange]:
    """Return the last result of each job that is the model's own answer."""
    calls = ((identify_call(service, one), one) for one in recorded)
    return {
        call.subject: one
        for call, one in calls
        if call and call.operation == "result" and (one.wire.is_own_answer(one.answer))
    }


def _is_refusal(service: Service, one: Exchange) -> bool:
    """Return whether an answer refuses the input.

    By a code that refuses nothing else, or by HTTP alone (400 has too many meanings): there a code that
    the service documents says that something else was refused.
    """
    known = {error.code: error.kind for error in service.wire.errors if error.code is not None}
    code = one.error_code
    if isinstance(code, int) and known.get(code) == "refused":
        return True
    return one.status == 422 and not isinstance(code, int) and code not in known


def sent_input(one: Exchange) -> Any:
    """Return the input that a submit sent, or `MISSING` if its body was no JSON, or had none."""
    text = (one.sent or b"").decode("utf-8", "replace")
    body = Exchange("", "", "", None, text=text).body
    return MISSING if body is MISSING else one.wire.input_of(body)


def has_hidden_value(value: Any) -> bool:
    """Return whether JSON data has a value that was hidden as a secret."""
    if is_dict(value):
        return any(map(has_hidden_value, value.values()))
    return any(map(has_hidden_value, value)) if is_list(value) else value == REDACTED
