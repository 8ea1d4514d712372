"""What a cassette is: a header and the calls with their answers, in their order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clientwright.json_types import is_dict

FORMAT_VERSION = 1
"""The version of the file format that is written here, and the only one that is read."""

SANDBOX, LIVE = "sandbox", "live"
"""What a cassette can be recorded against."""

RECORDED_BASE_URL = "https://recorded.invalid/v1"
"""Stands for the base URL inside recorded answers; a replay puts the caller's own in its place."""

JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """A request; `path` starts below the base URL, `who` names whose token it carried (never the token)."""

    method: str
    path: str
    body: bytes = b""
    query: str = ""
    who: str = "mine"
    content_type: str = JSON_TYPE

    @property
    def may_start_job(self) -> bool:
        """Tell whether the call may start a paid job: it carries a payload, and reads do not."""
        return self.method not in ("GET", "HEAD") and bool(self.body)

    def __str__(self) -> str:
        return f"{self.method} {self.path}{f'?{self.query}' if self.query else ''}"


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """A response: status, the few headers that are kept, body."""

    status: int
    body: bytes = b""
    content_type: str = JSON_TYPE
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Interaction:
    """One call and its answer."""

    call: RecordedCall
    answer: RecordedAnswer

    @property
    def request_id(self) -> str:
        """The id of the job that the answer names, or an empty string."""
        try:
            body: Any = json.loads(self.answer.body)
        except (ValueError, RecursionError):
            return ""
        found = body.get("request_id") if is_dict(body) else None
        return found if isinstance(found, str) else ""


@dataclass(frozen=True, slots=True)
class CassetteHeader:
    """What was recorded, against what, when (`YYYY-MM-DD`) and by which spec (its fingerprint)."""

    service: str
    endpoint: str
    scenario: str
    against: str
    recorded: str
    spec: str
    prompts_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Cassette:
    """One recorded scenario."""

    header: CassetteHeader
    interactions: tuple[Interaction, ...]


@dataclass(frozen=True, slots=True)
class RawExchange:
    """A call and its answer as they went over the wire, secrets and all: never written as it is."""

    method: str
    url: str
    sent_headers: tuple[tuple[str, str], ...] = ()
    sent: bytes = b""
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
