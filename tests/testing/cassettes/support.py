"""Helpers for the tests of cassettes: the repository's specs, and hand-made recordings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from clientwright.specs.model import Specs
from clientwright.specs.spec_files import load_specs
from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.cassette_model import (
    Cassette,
    CassetteHeader,
    Interaction,
    RawExchange,
    RecordedAnswer,
    RecordedCall,
)
from clientwright.testing.cassettes.redaction.traffic_redactor import TrafficRedactor

ROOT = Path(__file__).resolve().parents[3]
COMMITTED_CASSETTES = ROOT / "tests" / "cassettes"
IMAGE = "kling/kling-3.0/standard/image-to-video"
HEADER = CassetteHeader("runcomfy", IMAGE, "by-hand", "sandbox", "2026-01-01", "0" * 16)
ROOTS = frozenset({"models", "requests"})
TOKEN = "canary-Bearer+t0ken/with=odd~chars"
BASE = "http://127.0.0.1:9/v1"

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)
"""Any JSON value; its texts have no lone surrogates."""


@cache
def specs() -> Specs:
    """Return the specs of the repository."""
    (found,) = load_specs(ROOT / "specs" / "runcomfy").services
    return found


def json_equal(one: Any, other: Any) -> bool:
    """Compare JSON values with their types: `True` is not 1, 5 is not 5.0, 0.0 is not -0.0."""
    return repr(sorted_deep(one)) == repr(sorted_deep(other))


def sorted_deep(value: Any) -> Any:
    """Return a value whose repr shows everything but the order of keys."""
    if isinstance(value, dict):
        return [(name, sorted_deep(value[name])) for name in sorted(value)]
    return [[sorted_deep(one) for one in value]] if isinstance(value, list) else value


def call(method: str, path: str, body: Any = None) -> RecordedCall:
    """Return a call; its body is JSON data."""
    raw = b"" if body is None else json.dumps(body).encode()
    return RecordedCall(method, path, raw, content_type="application/json" if raw else "")


def interaction(method: str, path: str, answer: Any, body: Any = None) -> Interaction:
    """Return a call with its answer."""
    return Interaction(call(method, path, body), RecordedAnswer(200, json.dumps(answer).encode()))


def cassette(*interactions: Interaction) -> Cassette:
    """Return a cassette of some interactions."""
    return Cassette(HEADER, interactions)


def job_interactions(*statuses: str, payload: Any = None, id: str = "job-1") -> list[Interaction]:
    """Return the interactions of a job: its submit, then a poll for each status."""
    body = {"prompt": "a"} if payload is None else payload
    polls = [poll(id, status) for status in statuses]
    return [interaction("POST", f"/models/{IMAGE}", {"request_id": id}, body), *polls]


def poll(id: str, status: str, operation: str = "status") -> Interaction:
    """Return a poll with its answer."""
    answer = {"request_id": id, "status": status}
    return interaction("GET", f"/requests/{id}/{operation}", answer)


def answer_bodies(interactions: Sequence[Interaction]) -> list[Any]:
    """Return the bodies of answers."""
    return [json.loads(one.answer.body) for one in interactions]


def cassette_text(*traffic: RawExchange, **options: Any) -> str:
    """Return the file for some traffic."""
    interactions, _ = TrafficRedactor(ROOTS, **options).redact(traffic)
    return cassette_files.dumps(cassette(*interactions))


def raw(
    sent: bytes = b"{}", body: bytes = b"{}", url: str = "", headers: dict[str, str] | None = None
) -> RawExchange:
    """Return a call with the token, and an answer."""
    headers_json = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    return RawExchange(
        "POST",
        url or f"https://api.example/v1/models/{IMAGE}",
        tuple(headers_json.items()),
        sent,
        200,
        tuple((headers or {"content-type": "application/json"}).items()),
        body,
    )
