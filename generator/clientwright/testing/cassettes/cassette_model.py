"""The data of a cassette: a header and recorded calls with their answers, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FORMAT_VERSION = 1
"""The version of the file format; no other is read."""

SANDBOX, LIVE = "sandbox", "live"
"""What a cassette can be recorded against."""

RECORDED_BASE_URL = "https://recorded.invalid/v1"
"""Replaces the base URL in recorded answers; a replay puts the caller's base URL there."""

JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """A request. `path` is relative to the base URL; `who` is the name of its token's account."""

    method: str
    path: str
    body: bytes = b""
    query: str = ""
    who: str = "mine"
    content_type: str = JSON_TYPE

    @property
    def may_start_job(self) -> bool:
        """Return whether the call may start a paid job: it has a body and is not a read."""
        return self.method not in ("GET", "HEAD") and bool(self.body)

    def __str__(self) -> str:
        return f"{self.method} {self.path}{f'?{self.query}' if self.query else ''}"


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """A response: status, body and the few headers that are kept."""

    status: int
    body: bytes = b""
    content_type: str = JSON_TYPE
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Interaction:
    """A call and its answer."""

    call: RecordedCall
    answer: RecordedAnswer


@dataclass(frozen=True, slots=True)
class CassetteHeader:
    """What was recorded, against what, when (`YYYY-MM-DD`), and the fingerprint of its spec."""

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
    """A call and its answer as sent, with their secrets. Never write one to a file."""

    method: str
    url: str
    sent_headers: tuple[tuple[str, str], ...] = ()
    sent: bytes = b""
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
