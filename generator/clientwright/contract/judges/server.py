"""A server that claims to be the API: the four operations over one connection pool, each as an `Exchange`.

It never submits by itself a second time: only an answer that refused before work began
(429, 503) is waited for and asked again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx

from clientwright.contract.exchanges import Exchange
from clientwright.contract.problems import Unreachable
from clientwright.spec.values import Service

MINE, OTHER, WRONG, NONE = "mine", "other", "wrong", "none"
NOBODYS = "no-account-has-this-token"
_ATTEMPTS = 4
_LONGEST_WAIT = 30.0


@dataclass(slots=True)
class Server:
    """One API under test; `tokens` maps `mine`, and perhaps `other`, to tokens.

    `submitted` counts the jobs it was asked for, `accepted` keeps the ids of those it took.
    `thrifty` asks whoever submits a job only to see it taken to cancel it at once.
    """

    service: Service
    base_url: str
    tokens: Mapping[str, str]
    http: httpx.Client
    sleep: Callable[[float], None] = time.sleep
    thrifty: bool = False
    submitted: int = 0
    accepted: list[str] = field(default_factory=list[str])

    def submit(
        self, model_id: str, payload: Any, who: str = MINE, content_type: str = "application/json"
    ) -> Exchange:
        """Ask for a job; `payload` is JSON data, or raw bytes that are sent as they are."""
        sent = payload if isinstance(payload, bytes) else wire(payload)
        self.submitted += 1
        done = self._call("submit", who, sent, content_type, model_id=model_id)
        if done.request_id:
            self.accepted.append(done.request_id)
        return done

    def status(self, request_id: str, who: str = MINE) -> Exchange:
        """Ask for the status of a job."""
        return self._call("status", who, request_id=request_id)

    def result(self, request_id: str, who: str = MINE) -> Exchange:
        """Ask for the result of a job."""
        return self._call("result", who, request_id=request_id)

    def cancel(self, request_id: str, who: str = MINE) -> Exchange:
        """Ask to cancel a job."""
        return self._call("cancel", who, request_id=request_id)

    def refuses_account(self, done: Exchange) -> bool:
        """Tell whether an answer refuses the account itself: its token, its balance, a rate of calls."""
        kinds = {fact["code"]: fact["is"] for fact in self.service.facts["errors"]}
        known = kinds.get(done.code) in ("authentication", "balance")
        return known or done.status in (401, 402, 429)

    def has(self, who: str) -> bool:
        """Tell whether a token of that kind is there to be sent."""
        return who in self.tokens or who in (WRONG, NONE)

    def probe(self) -> None:
        """Make sure that something answers.

        Raises:
            Unreachable: nothing does, or what does speaks no JSON.
        """
        done = self.status("clientwright-probe")
        if done.failure:
            raise Unreachable(self.base_url, done.failure)
        if "json" not in done.content_type and not isinstance(done.body, dict):
            raise Unreachable(
                self.base_url,
                f"it answers {done.content_type or 'something'}, not JSON: {done.told()}",
            )

    def _call(
        self, operation: str, who: str, sent: bytes | None = None, kind: str = "", **ids: str
    ) -> Exchange:
        facts = self.service.facts["operations"][operation]
        path = str(facts["path"])
        for name, value in ids.items():
            path = path.replace(f"{{{name}}}", _quoted(value, "/" if name == "model_id" else ""))
        for attempt in range(_ATTEMPTS):
            done = self._once(str(facts["method"]), path, who, sent, kind)
            if done[0].status not in (429, 503) or attempt == _ATTEMPTS - 1:
                break
            self.sleep(min(_LONGEST_WAIT, _seconds(done[1])))
        return done[0]

    def _once(
        self, method: str, path: str, who: str, sent: bytes | None, kind: str
    ) -> tuple[Exchange, str]:
        headers = {**self._auth(who), **({"content-type": kind} if kind else {})}
        said = (method, path, who, sent)
        try:
            answer = self.http.request(method, self.base_url + path, content=sent, headers=headers)
        except httpx.HTTPError as error:
            failure = f"{type(error).__name__}: {error}".rstrip(": ")
            return Exchange(*said, failure=failure, sent_type=kind), ""
        content_type = answer.headers.get("content-type", "")
        done = Exchange(*said, answer.status_code, content_type, answer.text, "", kind)
        return done, answer.headers.get("retry-after", "")

    def _auth(self, who: str) -> dict[str, str]:
        if who == NONE:
            return {}
        auth = self.service.facts["auth"]
        token = NOBODYS if who == WRONG else self.tokens[who]
        return {auth["header"]: f"{auth['scheme']} {token}"}


def wire(payload: Any) -> bytes:
    """Write a payload as the body that goes over the wire; NaN and infinities as Python spells them."""
    return json.dumps(payload, ensure_ascii=True).encode()


def _quoted(value: str, safe: str) -> str:
    """A server may name a request by anything: what cannot be written is replaced."""
    return quote(value, safe=safe, errors="replace")


def _seconds(retry_after: str) -> float:
    return float(retry_after) if retry_after.isdecimal() else 1.0
