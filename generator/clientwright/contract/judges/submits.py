"""A server as a judge of payloads: what it takes becomes a job, what it refuses does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from clientwright.contract.exchanges import Exchange
from clientwright.contract.judges.decision import Decision, Field
from clientwright.contract.judges.server import Server
from clientwright.contract.problems import AccountRefused
from clientwright.contract.promises import Judge
from clientwright.narrow import is_dict, is_list

_OUTSIDE = ("body", "input")


@dataclass(frozen=True, slots=True)
class Submits:
    """Submits each payload as a job."""

    server: Server
    judge: Judge = Judge.SERVER

    def knows(self, endpoint: str) -> bool:
        """Say yes: that an endpoint is unknown is for the server to say."""
        return True

    def submit(
        self, endpoint: str, payload: Any, content_type: str = "application/json"
    ) -> Exchange:
        """Submit a payload; where jobs are paid for, cancel what was taken."""
        done = self.server.submit(endpoint, payload, content_type=content_type)
        if self.server.thrifty and done.request_id:
            self.server.cancel(done.request_id)
        return done

    def decide(self, endpoint: str, payload: Any) -> Decision:
        """Submit a payload, and read the answer."""
        done = self.submit(endpoint, payload)
        refused = self.server.refuses_account(done)
        stop = AccountRefused(self.server.base_url, done.told()) if refused else None
        return replace(decided(done), stop=stop)


def decided(done: Exchange) -> Decision:
    """Read the answer to a submit."""
    seen = (done,)
    if done.failure:
        return Decision(False, done.told(), trouble="it gave no answer", exchanges=seen)
    if done.status >= 500:
        return Decision(False, done.told(), trouble="it failed", exchanges=seen)
    if done.accepted:
        return Decision(True, done.told(), exchanges=seen)
    if done.refused:
        return Decision(False, done.told(), tuple(named(done.body)), exchanges=seen)
    trouble = "its answer neither takes nor refuses"
    return Decision(False, done.told(), trouble=trouble, exchanges=seen)


def named(body: Any) -> Iterator[Field]:
    """Give the fields that a refusal names in a `detail` list, as many servers write it."""
    details = body.get("detail") if is_dict(body) else None
    for detail in details if is_list(details) else ():
        loc = detail.get("loc") if is_dict(detail) else None
        if is_list(loc) and loc:
            steps = tuple(map(str, loc))
            yield steps[1:] if steps[0] in _OUTSIDE else steps
