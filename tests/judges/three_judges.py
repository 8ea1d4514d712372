"""The three judges of an endpoint's payloads: the generated client, the sandbox and the harness's oracle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from clientwright.sandbox.input_validation import InputValidator
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from codegen import support


@dataclass(frozen=True)
class Judges:
    """The three judges of one endpoint; None in place of the client where generation refuses it."""

    client: Any
    sandbox: InputValidator
    oracle: PayloadOracle

    def answers(self, payload: Any) -> dict[str, bool]:
        """Return who accepts a payload."""
        found = {
            "sandbox": not self.sandbox.faults(payload),
            "oracle": self.oracle.accepts(payload),
        }
        return found if self.client is None else {"client": self.by_client(payload), **found}

    def all_accept(self, payloads: Iterable[Any]) -> None:
        """Assert that client, sandbox and oracle accept each payload."""
        for payload in payloads:
            assert self.answers(payload) == {"client": True, "sandbox": True, "oracle": True}

    def all_refuse(self, payloads: Iterable[Any]) -> None:
        """Assert that client, sandbox and oracle refuse each payload."""
        for payload in payloads:
            assert self.answers(payload) == {"client": False, "sandbox": False, "oracle": False}

    def by_client(self, payload: Any) -> bool:
        """Return whether the generated model accepts a payload."""
        return support.accepts(self.client.Input, payload)


def judges(package: str, spec: Endpoint) -> Judges:
    """Return the judges of an endpoint."""
    client = support.load_module(package, spec)
    refused = isinstance(client, support.GenerationRefusal)
    validator = InputValidator.for_endpoint(spec, support.service())
    return Judges(None if refused else client, validator, PayloadOracle(PayloadGenerator(spec)))
