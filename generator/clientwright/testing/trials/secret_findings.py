"""Trials whose findings have no secrets of inputs, so that no report, in whatever form, shows one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from clientwright.rules.json_edit import MISSING
from clientwright.sandbox.secret_inputs import has_secret
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.observation import identify_call
from clientwright.testing.promises import Effort, Finding, Trial, TrialResult, Verdict
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.targets.input_secrets import SecretInputs
from clientwright.testing.targets.secret_encodings import redact_tokens


def without_secrets(trials: Iterable[Trial], specs: Specs) -> Iterable[Trial]:
    """Return trials whose findings have no value of a field that an endpoint marks as `writeOnly`."""
    secret = [one for one in specs.endpoints if has_secret(one.input)]
    if not secret:
        return trials
    hider = _SecretHider.of(specs.service, secret)
    return (replace(one, run=partial(hider.run, one)) for one in trials)


@dataclass(frozen=True, slots=True)
class _SecretHider:
    """Hides secrets in findings; `inputs` are those of endpoints by their ids."""

    service: Service
    inputs: dict[str, SecretInputs]

    @classmethod
    def of(cls, service: Service, endpoints: Iterable[Endpoint]) -> _SecretHider:
        """Return what hides the secrets of some endpoints of a service."""
        wire = ServiceWire.of(service)
        return cls(service, {str(one.id): SecretInputs(one.input, wire) for one in endpoints})

    def run(self, trial: Trial, effort: Effort) -> TrialResult:
        """Run a trial, and hide the secrets in its findings."""
        done = trial.run(effort)
        return replace(done, verdicts=tuple(map(self._verdict, done.verdicts)))

    def _verdict(self, verdict: Verdict) -> Verdict:
        finding = verdict.finding
        if finding is None:
            return verdict
        return replace(verdict, finding=self._finding(finding, verdict.promise.endpoint))

    def _finding(self, finding: Finding, endpoint: str) -> Finding:
        known = frozenset(self._texts(finding, endpoint))
        own = self.inputs.get(endpoint)
        payload = (
            own.hide(finding.payload) if own and _is_json(finding.payload) else finding.payload
        )
        if isinstance(payload, bytes):
            payload = _redacted(payload, known)
        return replace(
            finding,
            expected=redact_tokens(finding.expected, known),
            seen=redact_tokens(finding.seen, known),
            payload=payload,
            exchanges=tuple(self._exchange(one, known) for one in finding.exchanges),
        )

    def _texts(self, finding: Finding, endpoint: str) -> Iterator[str]:
        if endpoint in self.inputs and _is_json(finding.payload):
            yield from self.inputs[endpoint].texts_of(finding.payload)
        for one in finding.exchanges:
            if one.sent and (inputs := self._inputs_of(one)):
                yield from inputs.texts([one.sent])

    def _exchange(self, one: Exchange, known: frozenset[str]) -> Exchange:
        inputs = self._inputs_of(one)
        sent = inputs.hide_in_body(one.sent) if inputs and one.sent else one.sent
        headers = tuple((name, redact_tokens(value, known)) for name, value in one.headers)
        text, failure = redact_tokens(one.text, known), redact_tokens(one.failure, known)
        sent = _redacted(sent, known) if sent else sent
        return replace(one, sent=sent, text=text, failure=failure, headers=headers)

    def _inputs_of(self, one: Exchange) -> SecretInputs | None:
        call = identify_call(self.service, one)
        return self.inputs.get(call.subject) if call and call.operation == "submit" else None


def _is_json(payload: Any) -> bool:
    return payload is not MISSING and not isinstance(payload, bytes)


def _redacted(sent: bytes, known: frozenset[str]) -> bytes:
    """Return bytes without secrets; those that have none stay as they are."""
    text = sent.decode("latin-1")
    clean = redact_tokens(text, known)
    return sent if clean == text else clean.encode("latin-1")
