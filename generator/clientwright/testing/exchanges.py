"""One call and its answer, as they went over the wire; the token is never kept."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from clientwright.json_types import is_dict
from clientwright.rules.json_edit import MISSING


@dataclass(frozen=True, slots=True)
class Exchange:
    """A call and what came back; `path` starts below the base URL (`/models/...`).

    `who` names whose token was sent: `mine`, `other`, `wrong` or `none`. `status` is 0
    and `failure` says why where no answer came.
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
        """The answer's JSON, or `MISSING` where it is none."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return MISSING

    def body_field(self, name: str) -> Any:
        """Give a field of the answer's JSON object, or `MISSING`."""
        body = self.body
        return body.get(name, MISSING) if is_dict(body) else MISSING

    @property
    def error_code(self) -> int | str | None:
        """The error code that the answer names, if any: a number, or the text that stands in its place.

        An answer below 400 names one by `error_code` alone: its `code` may mean anything.
        """
        names = ("error_code", "code") if self.status >= 400 else ("error_code",)
        found = (_parse_error_code(self.body_field(name)) for name in names)
        return next((code for code in found if code is not None), None)

    @property
    def accepted(self) -> bool:
        """Tell whether a submit was taken: 2xx, a request id, and no error beside it."""
        return 200 <= self.status < 300 and self.error_code is None and bool(self.request_id)

    @property
    def refused(self) -> bool:
        """Tell whether a call was refused: 4xx, or an error code in a 2xx answer."""
        return 400 <= self.status < 500 or (
            200 <= self.status < 300 and self.error_code is not None
        )

    @property
    def request_id(self) -> str:
        """The request id of the answer, or an empty string."""
        found = self.body_field("request_id")
        return found if isinstance(found, str) else ""

    def summary(self) -> str:
        """Say what came back, in a line."""
        if self.failure:
            return f"no answer: {self.failure}"
        text = " ".join(self.text.split())
        return f"HTTP {self.status} {text[:300]}{'…' if len(text) > 300 else ''}".rstrip()


def encode_payload(payload: Any) -> bytes:
    """Encode a payload as the JSON body of a request; NaN and infinities as Python spells them."""
    return json.dumps(payload, ensure_ascii=True).encode()


def _parse_error_code(value: Any) -> int | str | None:
    """Read an error code; nothing, zero, true, false and what is neither number nor text are none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()
    return (int(text) or None) if re.fullmatch("[0-9]{1,18}", text) else text or None
