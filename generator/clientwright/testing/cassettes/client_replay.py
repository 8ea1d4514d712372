"""Replay recorded calls through a generated client and compare what it sees.

The client does its usual work: it checks the payload, builds the request and reads the answer.
Nothing sleeps, and nothing reaches the network.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.rules.json_edit import MISSING
from clientwright.schema.equality import canonical_json
from clientwright.specs.model import Service
from clientwright.testing.cassettes import vcr_transport
from clientwright.testing.cassettes.cassette_model import (
    RECORDED_BASE_URL,
    Cassette,
    RecordedAnswer,
)
from clientwright.testing.cassettes.input_decisions import find_decisions
from clientwright.testing.cassettes.playback import no_network, replay_cassette
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.answer_stages import StageReader
from clientwright.testing.jobs.observation import OperationCall, identify_call
from clientwright.testing.jobs.state_machine import ENDED, JobStage, JobStages
from clientwright.testing.targets.client_target import ClientTarget, output_data

REPLAY_BEARER = "recorded"
"""The token of a replay; no server sees it."""

Difference = tuple[str, str, Exchange]
"""What was recorded, what a client made of it, and the call."""
_REJECTED = "rejected by the client"
_EXPIRED = "an output that is no longer kept"


def replay_in_client(
    target: ClientTarget, service: Service, cassette: Cassette, exchanges: list[Exchange]
) -> list[Difference]:
    """Return the differences: what was recorded, what the client made of it, and the call."""
    client = _shared_client(target.package)
    reader = _CallReader(target, client, service, cassette.header.endpoint)
    refused = _refused_submits(service, exchanges)
    with replay_cassette(cassette, cassette.header.scenario, allow_unused=True):
        return [found for one in exchanges for found in reader.compare(one, one in refused)]


def read_in_client(
    target: ClientTarget, client: Any, service: Service, exchanges: Iterable[Exchange]
) -> list[Difference]:
    """Return what a client makes of answers that are given to it one by one, where it differs.

    Unlike a replay, this needs no request of the client to equal the recorded one. `client` is an
    instance of `make_client`.
    """
    current = list[RecordedAnswer]()
    reader = _CallReader(target, client, service)
    found: list[Difference] = []
    with no_network(), vcr_transport.answer_requests(lambda raw: current[-1]):
        for one in exchanges:
            answer = (one.status, one.text.encode(), one.content_type, dict(one.headers))
            current[:] = [RecordedAnswer(*answer)]
            found += reader.compare(one)
    return found


@lru_cache(maxsize=1)
def _shared_client(package: ModuleType) -> Any:
    """Return an instance for all replays of a package: each would load the certificates of this machine again."""
    return _new_client(package.__name__)


def make_client(target: ClientTarget) -> Any:
    """Return an instance of the package's sync client class; it sends nothing anywhere."""
    return _new_client(target.name)


def _new_client(package: str) -> Any:
    module = importlib.import_module(f"{package}._client")
    base = importlib.import_module(f"{package}._runtime.client").Client
    kinds = [kind for kind in vars(module).values() if isinstance(kind, type)]
    client_class = next(kind for kind in kinds if issubclass(kind, base) and kind is not base)
    return client_class(token=REPLAY_BEARER, base_url=RECORDED_BASE_URL)


@dataclass(frozen=True, slots=True)
class _CallReader:
    """Lets a client make recorded calls; `endpoint` is what they are about, if that is known."""

    target: ClientTarget
    client: Any
    service: Service
    endpoint: str = ""

    def compare(self, one: Exchange, is_refused: bool = False) -> Iterator[Difference]:
        """Yield what was recorded of a call and what the client makes of it, if that differs.

        `is_refused`: the input of a submit is refused later, which a client may do at once.
        """
        call = identify_call(self.service, one)
        if call is None or (call.operation == "submit" and not _is_sendable(one)):
            return
        recorded = _recorded_outcome(self.service, one, call.operation)
        if recorded is None:
            return
        try:
            if call.operation == "submit":
                actual = _submit_outcome(self.target, self.client, call.subject, one)
            else:
                actual = self._read_outcome(one, call)
        except Exception as error:
            actual = _error_outcome(self.target, error)
        early = one.sent is not None and (one.refused or is_refused)
        if actual != recorded and not (early and actual == _REJECTED):
            yield recorded, actual, one

    def _read_outcome(self, one: Exchange, call: OperationCall) -> str:
        """Return what a client's handle reads; where status and result are one call, that is the result."""
        facts = self.service.wire
        named = self.endpoint or one.wire.model_named_by(one.method, one.path)
        model = (named,) if facts.needs_model_id else ()
        job = self.client.job(call.subject, *model)
        one_call = facts.one_call and call.operation == "status"
        found = getattr(job, "result" if one_call else call.operation)()
        if call.operation == "cancel":
            return str(found.outcome)
        word = found.phase if one.wire.has_model_answer(call.operation) else found.status
        output = getattr(found, "output", None)
        data = output_data(output, _recorded_output(one)) if output else None
        return _state_text(word, data)


def _refused_submits(service: Service, exchanges: list[Exchange]) -> list[Exchange]:
    """Return the submits whose input was refused, at once or by their job."""
    return [one.submit for one in find_decisions(service, exchanges, exchanges) if not one.accepted]


_EXPIRY_ERROR = "ResultExpired"
"""The name of the error of clients for a job whose output is gone; older packages have none."""


def _is_sendable(one: Exchange) -> bool:
    """Return whether a client can send the body at all: it sends only JSON objects."""
    return is_dict(_payload(one))


def _payload(one: Exchange) -> Any:
    return one.wire.input_of(_sent_body(one))


def _sent_body(one: Exchange) -> Any:
    return Exchange("", "", "", None, text=(one.sent or b"").decode("utf-8", "replace")).body


def _submit_outcome(target: ClientTarget, client: Any, model_id: str, one: Exchange) -> str:
    payload = _payload(one)
    if model_id in target.endpoints:
        job = client.submit(target.endpoints[model_id].request(payload))
        return f"request id {job.request_id}"
    connection = vars(client)["_connection"]  # the client's face has no way to an unknown endpoint
    flow = connection.protocol.submit(model_id, payload)
    return f"request id {connection.transport.drive(flow)}"


def _error_outcome(target: ClientTarget, error: Exception) -> str:
    if isinstance(error, target.refusal_type):
        return _REJECTED
    if type(error).__name__ == _EXPIRY_ERROR:
        return _EXPIRED
    code, http = getattr(error, "code", None), getattr(error, "http_status", None)
    if code or http:
        return f"error {code or f'HTTP {http}'}"
    return f"{type(error).__name__}: {error}"


def _recorded_outcome(service: Service, one: Exchange, operation: str) -> str | None:
    """Return what a call was answered with; None if the documents leave open what that means."""
    reading = StageReader.from_service(service).read(operation, one.answer, ENDED)
    if one.wire.has_model_answer(operation) and not (reading.ok and len(reading.stages) == 1):
        return None
    if not (reading.ok or one.accepted) and (one.error_code or one.status >= 400):
        return f"error {one.error_code or f'HTTP {one.status}'}"
    if operation == "submit":
        return f"request id {one.request_id}"
    if operation == "cancel":
        word = one.wire.value(operation, one.wire.word_field(operation), one.answer)
        return reading.means if word is MISSING else str(word)
    return _recorded_state(one, operation, reading.stages)


def _recorded_state(one: Exchange, operation: str, stages: JobStages) -> str:
    """Return the state of a job that a status or result shows, with its output."""
    if JobStage.SUCCEEDED in stages and one.wire.is_expired(one.answer):
        return _EXPIRED
    output = _recorded_output(one)
    data = None if output is MISSING else output
    if one.wire.has_model_answer(operation):
        (stage,) = stages
        return _state_text(stage, data if stage == JobStage.SUCCEEDED else None)
    return _state_text(one.wire.value(operation, "status", one.answer), data)


def _recorded_output(one: Exchange) -> Any:
    return one.wire.value(one.operation, "output", one.answer)


def _state_text(status: Any, output: Any) -> str:
    return f"{status} with {canonical_json(output)}" if output else str(status)
