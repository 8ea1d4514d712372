"""A server under test: the four operations over one connection pool, each as an `Exchange`.

Every call ends and returns an exchange without tokens. A submit is only repeated after an answer
that refused before work began (429, 503). A server that is gone, or asks for a long pause,
stops the run.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from urllib.parse import quote

import httpx

from clientwright.io.http_call import DEADLINE, HttpAnswer, call_with_deadline
from clientwright.io.json_types import is_dict
from clientwright.io.retry_after import retry_after_seconds
from clientwright.specs.model import Service
from clientwright.testing.errors import RetryAfterTooLong, ServerUnreachable
from clientwright.testing.exchanges import Exchange, encode_payload
from clientwright.testing.targets.secret_encodings import secret_encodings


@dataclass
class OffsetClock:
    """The system time plus an offset in seconds."""

    offset: float = 0.0

    def now(self) -> float:
        """Return the time in seconds since the epoch."""
        return time.time() + self.offset

    def sleep(self, seconds: float) -> None:
        """Move the clock ahead instead of waiting."""
        self.offset += seconds


REDACTED = "<token>"
_SHORTEST_TOKEN = 4
"""Shorter tokens are not redacted: they would match ordinary words."""

MINE, OTHER, WRONG, NONE = "mine", "other", "wrong", "none"
UNKNOWN_BEARER = "no-account-has-this-token"
_ATTEMPTS = 4
_LONGEST_WAIT = 120.0
_MAX_UNANSWERED = 3
"""Calls without an answer in a row before the server is probed."""

_PROBE_REQUEST = "clientwright-probe"
_RETRY_STATUSES = (429, 503)
DEFAULT_RETRY_SECONDS = 1.0
"""Seconds to wait after a 429 or 503 without a usable `Retry-After`."""


@dataclass(slots=True)
class ServerTarget:
    """One API under test; `tokens` maps `mine`, and perhaps `other`, to tokens; `deadline` is seconds per call.

    `submitted` counts submits, `accepted` lists the request ids of accepted jobs.
    `cancel_after_submit` asks trials to cancel a job that they only submit to see it accepted.
    """

    service: Service
    base_url: str
    tokens: Mapping[str, str]
    http: httpx.Client
    sleep: Callable[[float], None] = time.sleep
    cancel_after_submit: bool = False
    submitted: int = 0
    accepted: list[str] = field(default_factory=list[str])
    deadline: float = DEADLINE
    unanswered_calls: int = 0
    hung_submits: int = 0

    def submit(
        self, model_id: str, payload: Any, who: str = MINE, content_type: str = "application/json"
    ) -> Exchange:
        """Submit a job; `payload` is JSON data, or raw bytes that are sent unchanged."""
        sent = payload if isinstance(payload, bytes) else encode_payload(payload)
        self.submitted += 1
        begun = time.monotonic()
        done = self._call("submit", who, sent, content_type, model_id=model_id)
        self._check_hung(done, time.monotonic() - begun)
        if done.request_id:
            self.accepted.append(done.request_id)
        return done

    def status(self, request_id: str, who: str = MINE) -> Exchange:
        """Return the answer to a status call."""
        return self._call("status", who, request_id=request_id)

    def result(self, request_id: str, who: str = MINE) -> Exchange:
        """Return the answer to a result call."""
        return self._call("result", who, request_id=request_id)

    def cancel(self, request_id: str, who: str = MINE) -> Exchange:
        """Return the answer to a cancel call."""
        return self._call("cancel", who, request_id=request_id)

    def is_account_refusal(self, done: Exchange) -> bool:
        """Return whether an answer refuses the account: its token, its balance or its call rate."""
        kinds = {fact["code"]: fact["is"] for fact in self.service.document["errors"]}
        known = kinds.get(done.error_code) in ("authentication", "balance")
        return known or done.status in (401, 402, 429)

    def has_token(self, who: str) -> bool:
        """Return whether there is such a token; `wrong` and `none` need none."""
        return who in self.tokens or who in (WRONG, NONE)

    def probe(self) -> None:
        """Check that an API answers.

        Raises:
            ServerUnreachable: nothing answers, or the answer is a web page or a gateway error.
        """
        done = self.status(_PROBE_REQUEST)
        if done.failure:
            raise ServerUnreachable(self.base_url, done.failure)
        read = is_dict(done.body)
        if not (400 <= done.status < 500 or read or (done.status < 500 and _is_json(done))):
            kind = done.content_type or "something"
            raise ServerUnreachable(self.base_url, f"it answers {kind}, not JSON: {done.summary()}")

    def _call(
        self, operation: str, who: str, sent: bytes | None = None, kind: str = "", **ids: str
    ) -> Exchange:
        method, path = self._route(operation, ids)
        for attempt in range(_ATTEMPTS):
            done, wait = self._once(method, path, who, sent, kind)
            if done.status not in _RETRY_STATUSES or attempt == _ATTEMPTS - 1:
                break
            if wait > _LONGEST_WAIT:
                raise RetryAfterTooLong(self.base_url, wait, done.summary())
            self.sleep(wait)
        self._check_alive(done)
        return done

    def _route(self, operation: str, ids: Mapping[str, str]) -> tuple[str, str]:
        facts = self.service.document["operations"][operation]
        path = str(facts["path"])
        for name, value in ids.items():
            path = path.replace(f"{{{name}}}", _quote(value, "/" if name == "model_id" else ""))
        return str(facts["method"]), path

    def _check_alive(self, done: Exchange) -> None:
        """Stop the run if several calls in a row, and then a probe, got no answer."""
        self.unanswered_calls = self.unanswered_calls + 1 if done.failure else 0
        if self.unanswered_calls < _MAX_UNANSWERED:
            return
        route = self._route("status", {"request_id": _PROBE_REQUEST})
        again, _ = self._once(*route, MINE, None, "")
        if again.failure:
            raise ServerUnreachable(self.base_url, f"it stopped answering: {again.failure}")
        self.unanswered_calls = 0

    def _check_hung(self, done: Exchange, seconds: float) -> None:
        """Stop the run if several submits in a row hang: the rest would take hours and show the same."""
        hung = bool(done.failure) and seconds >= 0.9 * self.deadline
        self.hung_submits = self.hung_submits + 1 if hung else 0
        if self.hung_submits >= _MAX_UNANSWERED:
            raise ServerUnreachable(
                self.base_url, f"{self.hung_submits} submits in a row hung: {done.failure}"
            )

    def _once(
        self, method: str, path: str, who: str, sent: bytes | None, kind: str
    ) -> tuple[Exchange, float]:
        headers = {**self._auth(who), **({"content-type": kind} if kind else {})}
        answer = call_with_deadline(
            self.http, method, self.base_url + path, headers, sent, seconds=self.deadline
        )
        done = Exchange(method, path, who, sent, answer.status, sent_type=kind)
        return replace(done, **self._read_answer(answer)), retry_after_seconds(
            answer.headers, default=DEFAULT_RETRY_SECONDS
        )

    def _read_answer(self, answer: HttpAnswer) -> dict[str, Any]:
        """Return the text of an answer without the tokens that it echoes."""
        kind = answer.headers.get("content-type", "")
        texts = {"content_type": kind, "text": answer.text, "failure": answer.failure}
        return {name: redact_tokens(text, self.tokens.values()) for name, text in texts.items()}

    def _auth(self, who: str) -> dict[str, str]:
        if who == NONE:
            return {}
        auth = self.service.document["auth"]
        token = UNKNOWN_BEARER if who == WRONG else self.tokens[who]
        return {auth["header"]: f"{auth['scheme']} {token}"}


def _quote(value: str, safe: str) -> str:
    """Quote an id for a URL; a server may use any text, so characters that cannot be encoded are replaced."""
    return quote(value, safe=safe, errors="replace")


def _is_json(done: Exchange) -> bool:
    return "json" in done.content_type


def redact_tokens(text: str, tokens: Iterable[str]) -> str:
    """Replace every token in a text, in any encoding."""
    pattern = _pattern(frozenset(tokens))
    return pattern.sub(REDACTED, text) if pattern else text


@cache
def _pattern(tokens: frozenset[str]) -> re.Pattern[str] | None:
    found = {
        one for token in tokens if len(token) >= _SHORTEST_TOKEN for one in secret_encodings(token)
    }
    longest = sorted(found, key=lambda one: (-len(one), one))
    return re.compile("|".join(map(re.escape, longest)), re.IGNORECASE) if longest else None
