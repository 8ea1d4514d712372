"""A queue as fal describes it: an input is checked when its job runs, and a result is the model's own answer."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from testing.independent.field_checks import (
    CheckedFields,
    failing,
    is_file,
    is_flag,
    is_one_of,
    is_text,
    is_whole,
)
from testing.independent.loopback import OTHER_TOKEN, TOKEN, Answer, Call

KEYS = {f"Key {TOKEN}": "mine", f"Key {OTHER_TOKEN}": "other"}
HAILUO, VEO = "fal-ai/minimax/hailuo-2.3/pro/image-to-video", "fal-ai/veo2"
INPUTS: Mapping[str, CheckedFields] = {
    HAILUO: (
        {"prompt": is_text(1, 2000), "prompt_optimizer": is_flag, "image_url": is_file},
        {"prompt", "image_url"},
    ),
    VEO: (
        {
            "prompt": is_text(1),
            "aspect_ratio": is_one_of("16:9", "9:16"),
            "duration": is_one_of("5s", "6s", "7s", "8s"),
            "negative_prompt": is_text(),
            "enhance_prompt": is_flag,
            "seed": is_whole,
        },
        {"prompt"},
    ),
}
"""The fields of each endpoint with their checks, and the required ones."""


@dataclass
class Request:
    """One request: `looks` is how often it was looked at, `wrong` what its input gets wrong."""

    id: str
    app: str
    account: str
    wrong: list[dict[str, Any]]
    looks: int = 0
    cancelled: bool = False

    @property
    def word(self) -> str:
        """The status."""
        if self.cancelled or self.looks > 3:
            return "COMPLETED"
        return "IN_QUEUE" if self.looks < 2 else "IN_PROGRESS"


def faults_of(model: str, body: bytes) -> list[dict[str, Any]]:
    """Return what is wrong with an input, as the model says it."""
    try:
        given = json.loads(body, parse_constant=int)
    except (ValueError, RecursionError):
        return [{"loc": ["body"], "msg": "no JSON", "type": "json_invalid"}]
    if type(given) is not dict:
        return [{"loc": ["body"], "msg": "no object", "type": "dict_type"}]
    wrong = failing(INPUTS[model], given)
    return [{"loc": ["body", name], "msg": "wrong", "type": "value_error"} for name in wrong]


class FalQueue:
    """The queue: POST takes a job, GET reads its status and its result, PUT cancels it."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.requests: dict[str, Request] = {}

    def answer(self, call: Call) -> Answer:
        """Return the answer to a call."""
        account = KEYS.get(call.authorization)
        if account is None:
            return Answer(401, {"detail": "Cannot access application: no user found for key."})
        with self.lock:
            if call.method == "POST":
                return self._submit(call.path.strip("/"), call.body, account)
            found = re.fullmatch(r"/([^/]+/[^/]+)/requests/([^/]+)(/status|/cancel|)", call.path)
            request = self.requests.get(found[2]) if found else None
            if not found or not request or (request.app, request.account) != (found[1], account):
                word = {"status": "NOT_FOUND"} if call.method == "PUT" else {}
                return Answer(404, {"detail": "Not Found"} | word)
            if (call.method == "PUT") != (found[3] == "/cancel"):
                return Answer(405, {"detail": "Method Not Allowed"})
            return {"/status": self._status, "": self._result, "/cancel": self._cancel}[found[3]](
                request
            )

    def _submit(self, model: str, body: bytes, account: str) -> Answer:
        if model not in INPUTS:
            return Answer(404, {"detail": f"Application '{model}' not found"})
        app = "/".join(model.split("/")[:2])
        request = Request(str(uuid.uuid4()), app, account, faults_of(model, body))
        self.requests[request.id] = request
        return Answer(200, self._described(request) | {"queue_position": 0})

    def _described(self, request: Request) -> dict[str, Any]:
        at = f"https://queue.fal.run/{request.app}/requests/{request.id}"
        links = {"response_url": at, "status_url": f"{at}/status", "cancel_url": f"{at}/cancel"}
        return {"status": request.word, "request_id": request.id, **links}

    def _status(self, request: Request) -> Answer:
        request.looks += 1
        told = self._described(request)
        if request.word == "IN_QUEUE":
            told["queue_position"] = 0
        if request.word != "COMPLETED":
            return Answer(202, told | {"logs": None})
        if request.cancelled:
            told |= {"error": "The request was cancelled.", "error_type": "client_cancelled"}
        elif request.wrong:
            told |= {"error": "The model refused the input."}
        return Answer(200, told | {"metrics": {"inference_time": 4.2}})

    def _result(self, request: Request) -> Answer:
        if request.word != "COMPLETED":
            return Answer(400, {"detail": "Request is still in progress"})
        own = {"x-fal-request-id": request.id}
        if request.cancelled:
            body = {"detail": "The request was cancelled.", "error_type": "client_cancelled"}
            return Answer(499, body, headers=own | {"X-Fal-Error-Type": "client_cancelled"})
        if request.wrong:
            return Answer(422, {"detail": request.wrong}, headers=own)
        file = {"url": f"https://v3.fal.media/files/{request.id}.mp4", "content_type": "video/mp4"}
        return Answer(200, {"video": file}, headers=own | {"x-fal-billable-units": "5"})

    def _cancel(self, request: Request) -> Answer:
        word, now = request.word, request.cancelled
        request.cancelled |= word != "COMPLETED"
        if word == "COMPLETED" or now:
            return Answer(400, {"status": "ALREADY_COMPLETED"})
        if word == "IN_QUEUE":
            return Answer(200, {"status": "OK"})
        return Answer(202, {"status": "CANCELLATION_REQUESTED"})
