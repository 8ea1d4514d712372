"""One HTTP call and its answer, without the token."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.rules.json_edit import MISSING
from clientwright.testing.service_wire import USUAL_WIRE, ServiceWire
from clientwright.testing.wire_answers import WireAnswer


@dataclass(frozen=True, slots=True)
class Exchange:
    """A call and its answer; `path` is relative to the base URL (`/models/...`).

    `who` names whose token was sent: `mine`, `other`, `wrong` or `none`. Without an answer,
    `status` is 0 and `failure` gives the reason. `headers` are those of the answer in which its service
    says something, with lower-case names. `wire` is how that service's answers are read.
    """

    method: str
    path: str
    who: str
    sent: bytes | None
    status: int = 0
    content_type: str = ""
    text: str = ""
    failure: str = ""
    sent_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    wire: ServiceWire = field(default=USUAL_WIRE, compare=False, repr=False)

    @property
    def body(self) -> Any:
        """The answer's JSON, or `MISSING` if it has none."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return MISSING

    @property
    def answer(self) -> WireAnswer:
        """The answer as its service's wire reads it."""
        return WireAnswer(self.status, self.body, dict(self.headers))

    @property
    def operation(self) -> str:
        """The operation of the call; a call that is none of the service's counts as a submit."""
        found = self.wire.identify(self.method, self.path)
        return found[0] if found else "submit"

    def body_field(self, name: str) -> Any:
        """Return a field of the answer's JSON object, or `MISSING`."""
        body = self.body
        return body.get(name, MISSING) if is_dict(body) else MISSING

    @property
    def error_code(self) -> int | str | None:
        """The answer's error code, if any: a number, or the text in its place.

        Below HTTP 400 fewer fields count: some may mean anything there.
        """
        return self.wire.code_of(self.answer)

    @property
    def accepted(self) -> bool:
        """Whether a submit was accepted: 2xx, with a request id and without an error code."""
        return 200 <= self.status < 300 and self.error_code is None and bool(self.request_id)

    @property
    def refused(self) -> bool:
        """Whether the call was refused: 4xx, or an error code in a 2xx answer."""
        return 400 <= self.status < 500 or (
            200 <= self.status < 300 and self.error_code is not None
        )

    @property
    def request_id(self) -> str:
        """The request id of the answer, or an empty string."""
        found = self.wire.value(self.operation, "request_id", self.answer)
        return found if isinstance(found, str) else ""

    def summary(self) -> str:
        """Return the answer in one line."""
        if self.failure:
            return f"no answer: {self.failure}"
        text = " ".join(self.text.split())
        return f"HTTP {self.status} {text[:300]}{'…' if len(text) > 300 else ''}".rstrip()


def encode_payload(payload: Any) -> bytes:
    """Return a payload as the JSON body of a request, with NaN and infinities as Python spells them."""
    return json.dumps(payload, ensure_ascii=True).encode()
