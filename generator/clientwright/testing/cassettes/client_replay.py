"""Replay recorded calls through a generated client and compare what it sees.

The client does its usual work: it checks the payload, builds the request and reads the answer.
Nothing sleeps, and nothing reaches the network.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import ModuleType
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.rules.json_edit import MISSING
from clientwright.specs.model import Service
from clientwright.testing.cassettes import vcr_transport
from clientwright.testing.cassettes.cassette_model import (
    RECORDED_BASE_URL,
    Cassette,
    RecordedAnswer,
)
from clientwright.testing.cassettes.playback import no_network, replay_cassette
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.observation import identify_call
from clientwright.testing.targets.client_target import ClientTarget, output_data

REPLAY_BEARER = "recorded"
"""The token of a replay; no server sees it."""


def replay_in_client(
    target: ClientTarget, service: Service, cassette: Cassette, exchanges: list[Exchange]
) -> list[tuple[str, str, Exchange]]:
    """Return the differences: what was recorded, what the client made of it, and the call."""
    client = _shared_client(target.package)
    with replay_cassette(cassette, cassette.header.scenario, allow_unused=True):
        return [found for one in exchanges for found in _compare_call(target, client, service, one)]


def read_in_client(
    target: ClientTarget, client: Any, service: Service, exchanges: Iterable[Exchange]
) -> list[tuple[str, str, Exchange]]:
    """Return what a client makes of answers that are given to it one by one, where it differs.

    Unlike a replay, this needs no request of the client to equal the recorded one. `client` is an
    instance of `make_client`.
    """
    current = list[RecordedAnswer]()
    found: list[tuple[str, str, Exchange]] = []
    with no_network(), vcr_transport.answer_requests(lambda raw: current[-1]):
        for one in exchanges:
            current[:] = [RecordedAnswer(one.status, one.text.encode(), one.content_type)]
            found += _compare_call(target, client, service, one)
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


def _compare_call(
    target: ClientTarget, client: Any, service: Service, one: Exchange
) -> Iterator[tuple[str, str, Exchange]]:
    call = identify_call(service, one)
    if call is None or (call.operation == "submit" and not _is_sendable(one)):
        return
    try:
        if call.operation == "submit":
            actual = _submit_outcome(target, client, call.subject, one)
        else:
            actual = _read_outcome(client, call.operation, call.subject, one)
    except Exception as error:
        actual = _error_outcome(target, error)
    recorded = _recorded_outcome(one, call.operation)
    if actual not in (recorded, _early_refusal(one, recorded)):
        yield recorded, actual, one


def _is_sendable(one: Exchange) -> bool:
    """Return whether a client can send the body at all: it sends only JSON objects."""
    return is_dict(_payload(one))


def _payload(one: Exchange) -> Any:
    return Exchange(
        one.method, one.path, one.who, None, text=(one.sent or b"").decode("utf-8", "replace")
    ).body


def _submit_outcome(target: ClientTarget, client: Any, model_id: str, one: Exchange) -> str:
    payload = _payload(one)
    if model_id in target.endpoints:
        job = client.submit(target.endpoints[model_id].request(payload))
        return f"request id {job.request_id}"
    connection = vars(client)["_connection"]  # the client's face has no way to an unknown endpoint
    flow = connection.protocol.submit(model_id, payload)
    return f"request id {connection.transport.drive(flow)}"


def _read_outcome(client: Any, operation: str, request_id: str, one: Exchange) -> str:
    found = getattr(client.job(request_id), operation)()
    if operation == "cancel":
        return str(found.outcome)
    output = getattr(found, "output", None)
    data = output_data(output, one.body_field("output")) if output else None
    return _state_text(found.status, data)


def _error_outcome(target: ClientTarget, error: Exception) -> str:
    if isinstance(error, target.refusal_type):
        return "rejected by the client"
    code = getattr(error, "code", None)
    return f"error {code}" if code else f"{type(error).__name__}: {error}"


def _recorded_outcome(one: Exchange, operation: str) -> str:
    if one.error_code:
        return f"error {one.error_code}"
    if operation == "submit":
        return f"request id {one.request_id}"
    if operation == "cancel":
        return str(one.body_field("outcome"))
    output = one.body_field("output")
    return _state_text(one.body_field("status"), None if output is MISSING else output)


def _state_text(status: Any, output: Any) -> str:
    return f"{status} with {json.dumps(output, sort_keys=True)}" if output else str(status)


def _early_refusal(one: Exchange, recorded: str) -> str:
    """Return the other permitted outcome: a client may refuse a bad input before sending it."""
    refused = one.sent is not None and one.refused
    return "rejected by the client" if refused else recorded
