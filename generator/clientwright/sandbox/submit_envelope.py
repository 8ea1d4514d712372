"""The body of a submit: the input where the service has it, and the constants that name the model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.io.json_pointer import has_pointer, join_pointer, resolve_pointer, split_pointer
from clientwright.io.json_types import is_dict
from clientwright.problems import quote_value
from clientwright.sandbox.http_responses import CallRefused
from clientwright.sandbox.input_validation import FaultDetail
from clientwright.sandbox.refusal_reasons import Reason
from clientwright.sandbox.wire_format import WireFormat
from clientwright.specs.model import Endpoint

_MODEL = "{model_id}"


@dataclass(frozen=True, slots=True)
class SubmitEnvelope:
    """Reads the bodies of submits."""

    wire: WireFormat
    endpoints: Mapping[str, Endpoint]
    closed: bool

    def open(self, body: Any, named: Endpoint | None) -> tuple[Endpoint, Any]:
        """Return the endpoint and the input of a body; `named` is the endpoint that the path has named, if it does.

        Raises:
            CallRefused: no known model is named, the input is missing, or the body has something else.
        """
        submit = self.wire.facts.operations["submit"]
        endpoint = named
        faults: list[FaultDetail] = []
        for pointer, template in submit.constants.items():
            found = _value(body, pointer)
            if _MODEL not in template:
                if found != template:
                    faults.append(_fault(pointer, f"must be {quote_value(template)}", "const"))
                continue
            text = _model_text(template, found)
            if text is None:
                faults.append(_fault(pointer, "must name a model", "model"))
                continue
            endpoint = endpoint or self._endpoint(text)
            faults.extend(_version_faults(pointer, endpoint, text))
        if not has_pointer(body, submit.input_at):
            faults.append(_fault(submit.input_at, "the input is missing", "missing"))
        if self.closed and submit.input_at:
            faults.extend(_unknown_keys(body, (submit.input_at, *submit.constants)))
        if faults:
            raise CallRefused(self.wire.refusals.refusal(Reason.INVALID_INPUT, faults))
        if endpoint is None:
            raise CallRefused(self.wire.refusals.refusal(Reason.INVALID_MODEL))
        return endpoint, resolve_pointer(body, submit.input_at)

    def faults_in_body(self, faults: list[FaultDetail]) -> list[FaultDetail]:
        """Return the faults of an input with their places in the whole body."""
        way = split_pointer(self.wire.facts.operations["submit"].input_at)
        return [{**one, "loc": [*way, *one["loc"]]} for one in faults]

    def _endpoint(self, text: str) -> Endpoint:
        """Return the endpoint that a call names by its id, by its version, or by both."""
        id, _, _ = text.partition(":")
        if id in self.endpoints:
            return self.endpoints[id]
        for endpoint in self.endpoints.values():
            if endpoint.version and endpoint.version == text:
                return endpoint
        raise CallRefused(self.wire.refusals.refusal(Reason.INVALID_MODEL))


def _value(body: Any, pointer: str) -> Any:
    try:
        return resolve_pointer(body, pointer)
    except LookupError:
        return None


def _model_text(template: str, found: Any) -> str | None:
    """Return what a constant of a call has in place of the model, or None if it is not of its form."""
    before, _, after = template.partition(_MODEL)
    match = re.fullmatch(f"{re.escape(before)}(.+){re.escape(after)}", str(found), re.S)
    return match[1] if match and isinstance(found, str) else None


def _version_faults(pointer: str, endpoint: Endpoint, text: str) -> Iterator[FaultDetail]:
    if text in (endpoint.called_as, endpoint.version):
        return
    wanted = f"the model runs as {quote_value(endpoint.called_as)}"
    yield _fault(
        pointer, f"{quote_value(text)} is no version that may be called: {wanted}", "version"
    )


def _unknown_keys(body: Any, known: tuple[str, ...], at: str = "") -> Iterator[FaultDetail]:
    """Yield a fault for each key of the body that is on no way to the input or to a constant."""
    if not is_dict(body) or at in known:
        return
    for key, inner in body.items():
        below = join_pointer(at, key)
        if any(one == below or one.startswith(f"{below}/") for one in known):
            yield from _unknown_keys(inner, known, below)
        else:
            yield _fault(below, "is no field of a call", "additionalProperties")


def _fault(pointer: str, message: str, kind: str) -> FaultDetail:
    return {"loc": split_pointer(pointer), "msg": message, "type": kind}
