"""One HTTP call and its answer, without the token."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.rules.json_edit import MISSING


@dataclass(frozen=True, slots=True)
class Exchange:
    """A call and its answer; `path` is relative to the base URL (`/models/...`).

    `who` names whose token was sent: `mine`, `other`, `wrong` or `none`. Without an answer,
    `status` is 0 and `failure` gives the reason.
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

    @property
    def body(self) -> Any:
        """The answer's JSON, or `MISSING` if it has none."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return MISSING

    def body_field(self, name: str) -> Any:
        """Return a field of the answer's JSON object, or `MISSING`."""
        body = self.body
        return body.get(name, MISSING) if is_dict(body) else MISSING

    @property
    def error_code(self) -> int | str | None:
        """The answer's error code, if any: a number, or the text in its place.

        Below HTTP 400 only `error_code` counts: `code` may mean anything there.
        """
        names = ("error_code", "code") if self.status >= 400 else ("error_code",)
        found = (_parse_error_code(self.body_field(name)) for name in names)
        return next((code for code in found if code is not None), None)

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
        found = self.body_field("request_id")
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


def _parse_error_code(value: Any) -> int | str | None:
    """Parse an error code; null, zero, booleans and values that are neither number nor text are none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()
    return (int(text) or None) if re.fullmatch("[0-9]{1,18}", text) else text or None
