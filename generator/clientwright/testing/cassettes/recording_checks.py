"""The checks of a person's own recordings: what they surely show of the service's promises.

Recorders filter: bodies lose fields, values are replaced, ids are made the same. What may come from
that is no finding. A recording has no times, so two calls of different operations that follow each
other may have overlapped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from clientwright.io.json_text import depth_of
from clientwright.rules.json_edit import MISSING
from clientwright.specs.model import Endpoint, Specs
from clientwright.testing.cassettes.client_replay import make_client, read_in_client
from clientwright.testing.cassettes.input_decisions import (
    InputDecision,
    find_decisions,
    sent_input,
)
from clientwright.testing.cassettes.plain_values import MAX_DEPTH
from clientwright.testing.cassettes.recorder_filters import (
    has_replaced,
    is_accepted_without_object,
    is_replaced,
    is_whole,
    lacks_required,
)
from clientwright.testing.cassettes.recording_files import ServiceCall
from clientwright.testing.cassettes.redaction.redactor import Redactor
from clientwright.testing.cassettes.redaction.secrets import find_secrets
from clientwright.testing.exchanges import Exchange, encode_payload
from clientwright.testing.jobs.job_oracle import JobOracle
from clientwright.testing.jobs.state_machine import JobStateMachine
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.promises import Finding
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.targets.client_target import ClientTarget
from clientwright.testing.targets.input_secrets import SecretInputs

_RECORDED = ", in recordings"
"""Ends the cause of a finding: the same fault in many recordings is one finding of a report."""

_MAYBE_REMOVED = frozenset({"jobs/succeeded-has-output"})
"""Promises about the presence of what a filter may have removed."""


@dataclass(frozen=True, slots=True)
class RecordingPart:
    """The calls of one recording about one endpoint, or about jobs whose endpoint is not known."""

    endpoint: Endpoint | None
    calls: tuple[ServiceCall, ...]

    @property
    def submits(self) -> list[Exchange]:
        """The submits."""
        return [one.exchange for one in self.calls if one.operation.operation == "submit"]


@dataclass(frozen=True)
class RecordingJudge:
    """Checks the parts of recordings; `client` is the generated client, if it is tested."""

    specs: Specs
    client: ClientTarget | None = None
    _oracles: dict[str, PayloadOracle] = field(default_factory=dict[str, PayloadOracle])

    def parts(self, calls: Sequence[ServiceCall]) -> list[RecordingPart]:
        """Return the calls by endpoint; those of retired endpoints are left out."""
        endpoints = {str(one.id): one for one in self.specs.endpoints}
        retired = {str(one.id) for one in self.specs.retired}
        models = {
            one.exchange.request_id: one.operation.subject
            for one in calls
            if one.operation.operation == "submit" and one.exchange.accepted
        }
        found: dict[str, list[ServiceCall]] = {}
        for one in calls:
            submit, subject = one.operation.operation == "submit", one.operation.subject
            model = subject if submit else models.get(subject, "")
            if model not in retired and (submit or is_whole(one, models)):
                found.setdefault(model if model in endpoints else "", []).append(one)
        return [RecordingPart(endpoints.get(id), tuple(part)) for id, part in found.items()]

    def applicable(self, part: RecordingPart) -> Iterator[str]:
        """Yield the names of the checks that a part has something for."""
        if self._decisions(part) or (
            part.endpoint and any(map(is_accepted_without_object, part.submits))
        ):
            yield "inputs"
        if any(self._is_read(one) for one in part.calls):
            yield "lives"
        if self.client and any(True for _ in self._client_calls(part)):
            yield "client"

    def shows_nothing(self, calls: Sequence[ServiceCall]) -> bool:
        """Return whether there are calls, other than to retired endpoints, and no check has anything."""
        retired = {str(one.id) for one in self.specs.retired}
        models = {one.operation.subject for one in calls if one.operation.operation == "submit"}
        if not calls or (models and models <= retired):
            return False
        return not any(True for part in self.parts(calls) for _ in self.applicable(part))

    def check(self, name: str, part: RecordingPart) -> Finding | None:
        """Run one check of a part; a finding has no secrets of the recording."""
        checks = {"inputs": self._inputs, "lives": self._lives, "client": self._reading}
        finding = checks[name](part)
        return finding and self._without_secrets(finding, part)

    def _inputs(self, part: RecordingPart) -> Finding | None:
        if part.endpoint is None:
            return None
        if one := next(filter(is_accepted_without_object, part.submits), None):
            cause = f"{part.endpoint.id} accepts what is no object{_RECORDED}"
            return Finding(
                "a refusal of a body that is no JSON object",
                one.summary(),
                sent_input(one),
                (one,),
                cause=cause,
            )
        oracle = self._oracle(part.endpoint)
        for decision in self._decisions(part):
            broken = oracle.broken_constraints(decision.payload)
            if decision.accepted and any(b.constraint == "required" for b in broken):
                continue  # a filter may have removed the field
            if finding := decision.finding(broken):
                what = (
                    broken[0].constraint_pointer if decision.accepted else " refuses valid inputs"
                )
                return replace(finding, cause=f"{part.endpoint.id}{what}{_RECORDED}")
        return None

    def _decisions(self, part: RecordingPart) -> list[InputDecision]:
        """Return the sure decisions about inputs."""
        if part.endpoint is None:
            return []
        calls = [one.exchange for one in part.calls]
        return [
            one
            for one in find_decisions(self.specs.service, part.submits, calls)
            if one.payload is not MISSING
            and depth_of(one.payload) <= MAX_DEPTH
            and not has_replaced(one.payload, or_null=True)
            and not (one.accepted and lacks_required(part.endpoint, one.payload))
        ]

    def _oracle(self, endpoint: Endpoint) -> PayloadOracle:
        id = str(endpoint.id)
        if id not in self._oracles:
            schemes = tuple(self.specs.service.document["media"]["schemes"])
            self._oracles[id] = PayloadOracle(PayloadGenerator(endpoint, schemes))
        return self._oracles[id]

    def _lives(self, part: RecordingPart) -> Finding | None:
        output = part.endpoint.output if part.endpoint else None
        for history in _histories(part.calls):
            oracle = JobOracle(self.specs.service, output)
            _record(oracle, history)
            found = oracle.broken_promises()
            if broken := [one for one in found if one.promise.id not in _MAYBE_REMOVED]:
                cause = f"{broken[0].promise.id}{_RECORDED}"
                return replace(broken[0].to_finding(), cause=cause)
        return None

    def _reading(self, part: RecordingPart) -> Finding | None:
        if self.client is None:
            return None
        calls = self._client_calls(part)
        differences = read_in_client(self.client, self._instance, self.specs.service, calls)
        if not differences:
            return None
        expected, actual, one = differences[0]
        cause = f"the client's reading of {one.path.rpartition('/')[2]}{_RECORDED}"
        return Finding(expected, f"the client: {actual}", exchanges=(one,), cause=cause)

    def _without_secrets(self, finding: Finding, part: RecordingPart) -> Finding:
        service = self.specs.service
        inputs = SecretInputs(part.endpoint.input if part.endpoint else {}, ServiceWire.of(service))
        known = inputs.texts(one.raw.sent for one in part.calls)
        header = str(service.document["auth"]["header"])
        redactor = Redactor(find_secrets((one.raw for one in part.calls), known, header))
        payload = finding.payload
        if payload is not MISSING:
            clean = redactor.redact_body(encode_payload(inputs.hide(payload)))
            payload = sent_input(Exchange("", "", "", clean))
        return replace(
            finding,
            expected=redactor.redact_text(finding.expected),
            seen=redactor.redact_text(finding.seen),
            payload=payload,
            exchanges=tuple(_clean_exchange(one, redactor, inputs) for one in finding.exchanges),
        )

    @cached_property
    def _instance(self) -> Any:
        """The client that reads all answers: each has TLS settings of its own, which take time."""
        return make_client(self.client) if self.client else None

    def _client_calls(self, part: RecordingPart) -> Iterator[Exchange]:
        """Yield the calls that a client surely has to read: valid inputs, documented answers."""
        for one in part.calls:
            if self._is_documented(one):
                yield one.exchange
        endpoint, client = part.endpoint, self.client
        if endpoint and client and client.has_endpoint(str(endpoint.id)):
            for decision in self._decisions(part):
                broken = self._oracle(endpoint).broken_constraints(decision.payload)
                if decision.accepted and not broken:
                    yield decision.submit

    def _is_read(self, call: ServiceCall) -> bool:
        """Return whether a call about a job was answered without an error."""
        one = call.exchange
        good = 200 <= one.status < 300 and one.error_code is None
        return good and call.operation.operation != "submit"

    def _is_documented(self, call: ServiceCall) -> bool:
        """Return whether an answer about a job has a word that the documents have."""
        operation = call.operation.operation
        if not self._is_read(call):
            return False
        wire = call.exchange.wire
        word = wire.value(operation, wire.word_field(operation), call.exchange.answer)
        known = JobStateMachine.from_service(self.specs.service).words.get(operation, {})
        return isinstance(word, str) and word in known


def _histories(calls: Sequence[ServiceCall]) -> list[list[ServiceCall]]:
    """Return the calls of each job; if several jobs may share an id, each call stands alone.

    An id that no submit was answered with may be that of a filter.
    """
    submits = Counter(
        one.exchange.request_id for one in calls if one.operation.operation == "submit"
    )
    jobs: dict[tuple[str, int], list[ServiceCall]] = {}
    for n, one in enumerate(calls):
        submit = one.operation.operation == "submit"
        id = one.exchange.request_id if submit else one.operation.subject
        shared = not id or submits[id] != 1 or is_replaced(id)
        jobs.setdefault((id, n if shared else -1), []).append(one)
    return list(jobs.values())


def _record(oracle: JobOracle, history: Sequence[ServiceCall]) -> None:
    """Record the calls of a job, as if those of different operations overlapped with the next one."""
    started: int | None = None
    for one, then in zip(history, [*history[1:], None], strict=True):
        operation = one.operation.operation
        begun = oracle.start_call() if started is None else started
        overlaps = then is not None and operation not in ("submit", then.operation.operation)
        started = oracle.start_call() if overlaps else None
        oracle.record(one.exchange, begun)


def _clean_exchange(one: Exchange, redactor: Redactor, inputs: SecretInputs) -> Exchange:
    text = redactor.redact_body(one.text.encode("utf-8", "replace")).decode("utf-8", "replace")
    sent = redactor.redact_body(inputs.hide_in_body(one.sent)) if one.sent else one.sent
    headers = tuple((name, redactor.redact_text(value)) for name, value in one.headers)
    return replace(one, path=redactor.redact_text(one.path), sent=sent, text=text, headers=headers)
