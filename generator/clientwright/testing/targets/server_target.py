"""A server under test: the four operations over one connection pool, each as an `Exchange`.

Every call ends and returns an exchange without tokens. A call is repeated after an answer that asks
for it (429, 503 with `Retry-After`), and while a server that answered before refuses connections:
then nothing was sent. Nothing else is waited for. A server that is gone, that fails at everything
or asks for a long pause stops the run.
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
from clientwright.testing.targets.job_ledger import JobLedger
from clientwright.testing.targets.secret_encodings import secret_encodings
from clientwright.testing.targets.server_health import PATIENCE, ServerHealth


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
_PROBE_REQUEST = "clientwright-probe"
MANY_JOBS = 20
"""How many jobs are submitted at once where they cost nothing."""

DEFAULT_RETRY_SECONDS = 1.0
"""Seconds to wait after a 429 or 503 without a usable `Retry-After`, or while connections are refused."""


@dataclass(slots=True)
class ServerTarget:
    """One API under test; `tokens` maps `mine`, and perhaps `other`, to tokens; `deadline` is seconds per call.

    `submitted` counts submits; `ledger` has the jobs that were accepted, `health` the failures.
    `jobs_at_once` is how many jobs a trial of many jobs may submit, 0 for no such trial.
    `patience` is how many seconds a run waits for late answers in total, and a trial for its jobs.
    `cancel_after_submit` asks trials to cancel a job that they only submit to see it accepted.
    """

    service: Service
    base_url: str
    tokens: Mapping[str, str]
    http: httpx.Client
    sleep: Callable[[float], None] = time.sleep
    cancel_after_submit: bool = False
    jobs_at_once: int = MANY_JOBS
    submitted: int = 0
    deadline: float = DEADLINE
    patience: float = PATIENCE
    ledger: JobLedger = field(default_factory=JobLedger)
    health: ServerHealth = field(init=False)

    def __post_init__(self) -> None:
        """Start without failures."""
        self.health = ServerHealth(self.base_url, self.deadline, self.patience)

    @property
    def accepted(self) -> list[str]:
        """The request ids of accepted jobs."""
        return self.ledger.accepted

    def submit(
        self, model_id: str, payload: Any, who: str = MINE, content_type: str = "application/json"
    ) -> Exchange:
        """Submit a job; `payload` is JSON data, or raw bytes that are sent unchanged."""
        self.health.require_submits(self._probe_submit)
        sent = payload if isinstance(payload, bytes) else encode_payload(payload)
        self.submitted += 1
        begun = time.monotonic()
        done = self._call("submit", who, sent, content_type, model_id=model_id)
        self.health.note_submit(done, time.monotonic() - begun)
        return done

    def status(self, request_id: str, who: str = MINE) -> Exchange:
        """Return the answer to a status call."""
        return self._call_about("status", who, request_id)

    def result(self, request_id: str, who: str = MINE) -> Exchange:
        """Return the answer to a result call."""
        return self._call_about("result", who, request_id)

    def cancel(self, request_id: str, who: str = MINE) -> Exchange:
        """Return the answer to a cancel call."""
        return self._call_about("cancel", who, request_id)

    def is_account_refusal(self, done: Exchange) -> bool:
        """Return whether an answer refuses the account: its token or its balance."""
        kinds = {fact["code"]: fact["is"] for fact in self.service.document["errors"]}
        known = kinds.get(done.error_code) in ("authentication", "balance")
        return known or done.status in (401, 402)

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

    def cancel_once(self, request_id: str) -> Exchange:
        """Cancel a job with one call, whatever the health of the server."""
        done, _ = self._once(*self._route("cancel", {"request_id": request_id}), MINE, None, "")
        self.ledger.note("cancel", request_id, done)
        return done

    def _call_about(self, operation: str, who: str, request_id: str) -> Exchange:
        done = self._call(operation, who, request_id=request_id)
        if who == MINE:
            self.ledger.note(operation, request_id, done)
        return done

    def _call(
        self, operation: str, who: str, sent: bytes | None = None, kind: str = "", **ids: str
    ) -> Exchange:
        self.health.require_time()
        method, path = self._route(operation, ids)
        for _ in range(_ATTEMPTS - 1):
            done, wait = self._once(method, path, who, sent, kind)
            if wait is None:
                break
            if wait > _LONGEST_WAIT:
                raise RetryAfterTooLong(self.base_url, wait, done.summary())
            self.sleep(wait)
        else:
            done, wait = self._once(method, path, who, sent, kind)
        self.health.note_answer(done, self._probe_status, postponed=wait is not None)
        return done

    def _probe_status(self) -> Exchange:
        route = self._route("status", {"request_id": _PROBE_REQUEST})
        return self._once(*route, MINE, None, "")[0]

    def _probe_submit(self) -> Exchange:
        route = self._route("submit", {"model_id": _PROBE_REQUEST})
        return self._once(*route, MINE, b"{}", "application/json")[0]

    def _route(self, operation: str, ids: Mapping[str, str]) -> tuple[str, str]:
        facts = self.service.document["operations"][operation]
        path = str(facts["path"])
        for name, value in ids.items():
            path = path.replace(f"{{{name}}}", _quote(value, "/" if name == "model_id" else ""))
        return str(facts["method"]), path

    def _once(
        self, method: str, path: str, who: str, sent: bytes | None, kind: str
    ) -> tuple[Exchange, float | None]:
        """Make a call; return it, and after how many seconds it may be repeated, if it may."""
        headers = {**self._auth(who), **({"content-type": kind} if kind else {})}
        asked = Exchange(method, path, who, sent, sent_type=kind)
        submit = None if sent is None else self.ledger.begin_submit(path)

        def note(answer: HttpAnswer) -> None:
            if submit is not None:
                id = replace(asked, status=answer.status, text=answer.text).request_id
                self.ledger.end_submit(submit, redact_tokens(id, self.tokens.values()))

        begun = time.monotonic()
        answer = call_with_deadline(
            self.http,
            method,
            self.base_url + path,
            headers,
            sent,
            seconds=self.deadline,
            on_answer=note,
        )
        self.health.note_call(begun, time.monotonic(), answer.error is not None)
        return self._read_answer(asked, answer), self._wait_asked(answer, sent)

    def _wait_asked(self, answer: HttpAnswer, sent: bytes | None) -> float | None:
        """Return the seconds after which a call may be repeated; None if its answer counts.

        A submit is repeated only if surely nothing began: a gateway's 503 may hide a job.
        """
        if isinstance(answer.error, httpx.ConnectError) and self.health.has_answered:
            return DEFAULT_RETRY_SECONDS
        later = answer.status == 503 and "retry-after" in answer.headers
        if answer.status != 429 and not (later and (sent is None or _is_object(answer.text))):
            return None
        return retry_after_seconds(answer.headers, default=DEFAULT_RETRY_SECONDS)

    def _read_answer(self, asked: Exchange, answer: HttpAnswer) -> Exchange:
        """Return a call with its answer, without the tokens that it echoes."""
        kind = answer.headers.get("content-type", "")
        kind, text, failure = (
            redact_tokens(text, self.tokens.values())
            for text in (kind, answer.text, answer.failure)
        )
        return replace(asked, status=answer.status, content_type=kind, text=text, failure=failure)

    def _auth(self, who: str) -> dict[str, str]:
        if who == NONE:
            return {}
        auth = self.service.document["auth"]
        token = UNKNOWN_BEARER if who == WRONG else self.tokens[who]
        return {auth["header"]: f"{auth['scheme']} {token}"}


def _quote(value: str, safe: str) -> str:
    """Quote an id for a URL; a server may use any text, so characters that cannot be encoded are replaced."""
    return quote(value, safe=safe, errors="replace")


def _is_object(text: str) -> bool:
    return is_dict(Exchange("", "", "", None, text=text).body)


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
