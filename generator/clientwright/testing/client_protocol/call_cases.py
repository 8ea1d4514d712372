"""The promises of a client about each call: its method, its path and its token."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clientwright.specs.model import Service
from clientwright.testing.client_protocol.scripted_server import REQUEST_ID
from clientwright.testing.client_protocol.sent_calls import CALLER_BEARER, CallRecorder


@dataclass(frozen=True, slots=True)
class CallCase:
    """A promise about the calls for some operations, and what each must be."""

    name: str
    sentence: str
    pointer: str
    operations: tuple[str, ...]
    expected: tuple[str, ...]
    sure: str

    def seen(self, recorder: CallRecorder) -> tuple[str, ...]:
        """Return what the client sends in place of `expected`."""
        return tuple(_outcome(self.name, recorder, operation) for operation in self.operations)


def call_cases(service: Service, endpoint: str) -> Iterator[CallCase]:
    """Yield a promise for each operation, and one for the token."""
    operations: dict[str, dict[str, Any]] = service.document["operations"]
    for name, facts in operations.items():
        path = (
            str(facts["path"]).replace("{model_id}", endpoint).replace("{request_id}", REQUEST_ID)
        )
        sentence = f"The call for {name} is {facts['method']} {facts['path']}."
        expected = (f"{facts['method']} {path}",)
        yield CallCase(
            f"call-{name}", sentence, f"/operations/{name}", (name,), expected, facts["sure"]
        )
    auth = service.document["auth"]
    value = f"{auth['header']}: {auth['scheme']} {CALLER_BEARER}"
    sentence = (
        f"Every call has the token in {auth['header']}, after {auth['scheme']}, and nowhere else."
    )
    names = tuple(operations)
    yield CallCase("token", sentence, "/auth", names, (value,) * len(names), auth["sure"])


def _outcome(case: str, recorder: CallRecorder, operation: str) -> str:
    try:
        sent = recorder.call(operation)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if case != "token":
        return f"{sent.method} {sent.path}"
    header = str(recorder.service.document["auth"]["header"])
    found = [
        f"{header if name == header.lower() else name}: {value}"
        for name, values in sent.headers.items()
        for value in values
        if CALLER_BEARER in value
    ]
    return ", ".join(found) or "no token"
