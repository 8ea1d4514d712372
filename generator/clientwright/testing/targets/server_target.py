"""A server under test: the four operations over one connection pool, each as an `Exchange`.

Every call ends and returns an exchange without tokens. A call is repeated after an answer that asks
for it (429, 503 with `Retry-After`), and while a server that answered before refuses connections:
then nothing was sent. Nothing else is waited for. A server that is gone, that fails at everything
or asks for a long pause stops the run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from clientwright.io.http_call import DEADLINE, HttpAnswer, call_with_deadline
from clientwright.io.json_types import is_dict
from clientwright.io.retry_after import retry_after_seconds
from clientwright.specs.model import NOT_BEGUN, Service, Specs
from clientwright.testing.errors import RetryAfterTooLong, ServerUnreachable
from clientwright.testing.exchanges import Exchange, encode_payload
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.targets.job_ledger import JobLedger
from clientwright.testing.targets.secret_encodings import redact_tokens
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


MINE, OTHER, WRONG, NONE = "mine", "other", "wrong", "none"
UNKNOWN_BEARER = "no-account-has-this-token"
_ATTEMPTS = 4
_LONGEST_WAIT = 120.0
_PROBE_REQUEST, _PROBE_MODEL = "clientwright-probe", "clientwright/probe"
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
    `models` maps model ids to what calls name them.
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
    models: Mapping[str, str] = field(default_factory=dict[str, str])
    wire: ServiceWire = field(init=False)
    health: ServerHealth = field(init=False)

    def __post_init__(self) -> None:
        """Start without failures."""
        self.wire = ServiceWire.of(self.service)
        self.health = ServerHealth(self.base_url, self.deadline, self.patience)

    @property
    def polled_operations(self) -> tuple[str, ...]:
        """The operations that show a job's stage at any time."""
        both = not (self.wire.facts.one_call or self.wire.facts.ends_by_http)
        return ("status", "result") if both else ("status",)

    @property
    def accepted(self) -> list[str]:
        """The request ids of accepted jobs."""
        return self.ledger.accepted

    def submit(
        self, model_id: str, payload: Any, who: str = MINE, content_type: str = "application/json"
    ) -> Exchange:
        """Submit a job; `payload` is JSON data, or raw bytes that are sent unchanged."""
        self.health.require_submits(self._probe_submit)
        called_as = self.models.get(model_id, model_id)
        if isinstance(payload, bytes):
            sent = self.wire.submit_bytes(payload, called_as)
        else:
            sent = encode_payload(self.wire.submit_body(payload, called_as))
        self.submitted += 1
        begun = time.monotonic()
        done = self._call("submit", who, model_id, sent, content_type)
        self.health.note_submit(done, time.monotonic() - begun)
        self.ledger.models[done.request_id] = model_id
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
        errors = self.wire.facts.errors
        codes = {one.code for one in errors if one.kind in ("authentication", "balance")}
        return done.error_code in codes - {None} or done.status in (401, 402)

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
        done, _ = self._once(*self._route("cancel", request_id), MINE, None, "")
        self.ledger.note("cancel", request_id, done)
        return done

    def _call_about(self, operation: str, who: str, request_id: str) -> Exchange:
        done = self._call(operation, who, request_id)
        if who == MINE:
            self.ledger.note(operation, request_id, done)
        return done

    def _call(
        self, operation: str, who: str, subject: str, sent: bytes | None = None, kind: str = ""
    ) -> Exchange:
        self.health.require_time()
        method, path = self._route(operation, subject)
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
        route = self._route("status", _PROBE_REQUEST)
        return self._once(*route, MINE, None, "")[0]

    def _probe_submit(self) -> Exchange:
        sent = encode_payload(self.wire.submit_body({}, _PROBE_REQUEST))
        return self._once(*self._route("submit", _PROBE_REQUEST), MINE, sent, "application/json")[0]

    def _route(self, operation: str, subject: str) -> tuple[str, str]:
        """Return the route of a call about a model or a request, which may need the model of its submit."""
        if operation == "submit":
            return self.wire.route(operation, model_id=subject)
        model = self.ledger.models.get(subject) or next(iter(self.models), _PROBE_MODEL)
        return self.wire.route(operation, model_id=model, request_id=subject)

    def _once(
        self, method: str, path: str, who: str, sent: bytes | None, kind: str
    ) -> tuple[Exchange, float | None]:
        """Make a call; return it, and after how many seconds it may be repeated, if it may."""
        found = self.wire.identify(method, path)
        own = self.wire.call_headers(method, path)
        headers = {**own, **self._auth(who), **({"content-type": kind} if kind else {})}
        asked = Exchange(method, path, who, sent, sent_type=kind, wire=self.wire)
        submit = None if sent is None else self.ledger.begin_submit(path)

        def note(answer: HttpAnswer) -> None:
            if submit is not None:
                headers = self._read_headers(answer)
                done = replace(asked, status=answer.status, text=answer.text, headers=headers)
                id = redact_tokens(done.request_id, self.tokens.values())
                self.ledger.end_submit(submit, id, found[1] if found else "")

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

        A submit is repeated only if surely nothing began: a gateway's 503 may hide a job. An answer that is
        the model's own counts, whatever its HTTP status.
        """
        if isinstance(answer.error, httpx.ConnectError) and self.health.has_answered:
            return DEFAULT_RETRY_SECONDS
        later = answer.status == 503 and "retry-after" in answer.headers
        again = answer.status == 429 or later if sent is None else self._has_not_begun(answer)
        if not again or self.wire.facts.own_answer_header.lower() in answer.headers:
            return None
        return retry_after_seconds(answer.headers, default=DEFAULT_RETRY_SECONDS)

    def _has_not_begun(self, answer: HttpAnswer) -> bool:
        """Return whether the service's file says that after an answer to a submit no work began."""
        shown = {
            "retry-after": "retry-after" in answer.headers,
            "own-json": _is_object(answer.text),
        }
        return any(
            answer.status == one["http"] and all(shown[what] for what in one.get("if", ()))
            for one in self.service.document.get("not_begun", NOT_BEGUN)
        )

    def _read_answer(self, asked: Exchange, answer: HttpAnswer) -> Exchange:
        """Return a call with its answer, without the tokens that it echoes."""
        kind = answer.headers.get("content-type", "")
        kind, text, failure = (
            redact_tokens(text, self.tokens.values())
            for text in (kind, answer.text, answer.failure)
        )
        done = replace(asked, status=answer.status, headers=self._read_headers(answer))
        return replace(done, content_type=kind, text=text, failure=failure)

    def _read_headers(self, answer: HttpAnswer) -> tuple[tuple[str, str], ...]:
        """Return the headers in which the service says something, without the tokens that they echo."""
        found = {name: answer.headers.get(name) for name in sorted(self.wire.named_headers)}
        return tuple(
            (name, redact_tokens(value, self.tokens.values()))
            for name, value in found.items()
            if value is not None
        )

    def _auth(self, who: str) -> dict[str, str]:
        if who == NONE:
            return {}
        auth = self.service.document["auth"]
        token = UNKNOWN_BEARER if who == WRONG else self.tokens[who]
        return {auth["header"]: f"{auth['scheme']} {token}".strip()}


def called_names(specs: Specs) -> dict[str, str]:
    """Return what calls name each model, by its id."""
    return {str(one.id): one.called_as for one in specs.endpoints}


def _is_object(text: str) -> bool:
    return is_dict(Exchange("", "", "", None, text=text).body)


def _is_json(done: Exchange) -> bool:
    return "json" in done.content_type
