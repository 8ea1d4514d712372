"""Correct servers of fal and Replicate in other styles: what the providers leave open is decided in another way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from testing.independent.fal_queue import INPUTS, KEYS, FalQueue, Request
from testing.independent.loopback import ACCOUNTS, TOKEN, Answer, Call, Service
from testing.independent.replicate_predictions import ReplicatePredictions, problem

_PAGE = b"<!doctype html><title>error</title>"


def _as_page(answer: Answer) -> Answer:
    """Return a refusal as a web page, as something on the way to the service writes it."""
    return replace(answer, value=_PAGE, kind="text/html")


class OpenFalQueue(FalQueue):
    """A queue whose models are public: a call without a key is answered, too, and a wrong key is not."""

    def answer(self, call: Call) -> Answer:
        """Return the answer to a call."""
        key = call.authorization or f"Key {TOKEN}"
        return super().answer(replace(call, authorization=key))


class StrictFalQueue(FalQueue):
    """A queue that refuses what is undocumented, hides nothing of others' requests, and ends jobs at once."""

    def answer(self, call: Call) -> Answer:
        """Return the answer to a call."""
        account = KEYS.get(call.authorization)
        if account is None:
            return Answer(401, {"detail": "Invalid key", "error_type": "unauthorized"})
        known = self.requests.get(call.path.split("/requests/")[-1].partition("/")[0])
        if call.method != "POST" and known is not None and known.account != account:
            return Answer(403, {"detail": "This request is of another account."})
        answer = super().answer(call)
        return _as_page(answer) if answer.status in (404, 405) and call.method != "PUT" else answer

    def _submit(self, model: str, body: bytes, account: str) -> Answer:
        accepted = super()._submit(model, body, account)
        if accepted.status == 200:
            request = self.requests[accepted.value["request_id"]]
            request.wrong += [
                {"loc": ["body", name], "msg": "Extra inputs are not permitted", "type": "extra"}
                for name in _unknown(model, body)
            ]
        return accepted

    def _status(self, request: Request) -> Answer:
        told = super()._status(request)
        return replace(told, value={k: v for k, v in told.value.items() if v is not None})

    def _cancel(self, request: Request) -> Answer:
        done = super()._cancel(request)
        late = done.status == 400
        return Answer(404, {"status": "NOT_FOUND", "detail": "Not Found"}) if late else done


def _unknown(model: str, body: bytes) -> list[str]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return []
    return [name for name in given if name not in INPUTS[model][0]] if type(given) is dict else []


class StrictPredictions(ReplicatePredictions):
    """Predictions that refuse what is undocumented, by web pages, and know no prediction that is over and cancelled."""

    def answer(self, call: Call) -> Answer:
        """Return the answer to a call."""
        known = self.predictions.get(call.path.removesuffix("/cancel").rpartition("/")[2])
        account = ACCOUNTS.get(call.authorization)
        if account is not None and known is not None and known.account != account:
            return problem(403, "Forbidden", "This prediction is of another account.")
        is_over = known is not None and known.word in ("succeeded", "canceled")
        answer = super().answer(call)
        if is_over and call.method == "POST" and answer.status == 200:
            return problem(404, "Not found", "The prediction is over.")
        if answer.status == 422 and "version" in answer.value["detail"]:
            return problem(404, "Not found", "There is no such version.")
        return _as_page(answer) if answer.status in (401, 404, 405) else answer


class TersePredictions(ReplicatePredictions):
    """Predictions whose refusals say little, and which leave out what is null."""

    def answer(self, call: Call) -> Answer:
        """Return the answer to a call."""
        answer = super().answer(call)
        value: Mapping[str, Any] = answer.value
        if answer.status >= 400:
            return replace(answer, value={"detail": value["detail"]})
        return replace(answer, value={k: v for k, v in value.items() if v is not None})


STYLES: Mapping[str, tuple[str, Callable[[], Service]]] = {
    "fal: as documented": ("fal", FalQueue),
    "fal: public models": ("fal", OpenFalQueue),
    "fal: strict": ("fal", StrictFalQueue),
    "replicate: as documented": ("replicate", ReplicatePredictions),
    "replicate: strict": ("replicate", StrictPredictions),
    "replicate: terse": ("replicate", TersePredictions),
}
"""By name: the service, and its server."""
