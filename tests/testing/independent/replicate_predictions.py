"""Predictions as Replicate describes them: the input is wrapped, and one call tells the status and the result."""

from __future__ import annotations

import json
import re
import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from testing.independent.field_checks import (
    CheckedFields,
    failing,
    is_between,
    is_file,
    is_one_of,
    is_text,
)
from testing.independent.loopback import ACCOUNTS, Answer, Call

IDS = string.ascii_lowercase + string.digits
KLING = "kwaivgi/kling-v1.6-standard"
INPUTS: Mapping[str, CheckedFields] = {
    KLING: (
        {
            "prompt": is_text(),
            "negative_prompt": is_text(),
            "aspect_ratio": is_one_of("16:9", "9:16", "1:1"),
            "start_image": is_file,
            "cfg_scale": is_between(0, 1),
            "duration": is_one_of(5, 10),
        },
        {"prompt"},
    )
}
"""The fields of each model with their checks, and the required ones."""


@dataclass
class Prediction:
    """One prediction: `looks` is how often it was looked at."""

    id: str
    model: str
    account: str
    given: dict[str, Any]
    looks: int = 0
    cancelled: bool = False

    @property
    def word(self) -> str:
        """The status."""
        if self.cancelled:
            return "canceled"
        return ("starting", "starting", "processing", "processing", "succeeded")[min(self.looks, 4)]

    def answer(self, status: int = 200) -> Answer:
        """Return the prediction as it is now."""
        at = f"https://api.replicate.com/v1/predictions/{self.id}"
        ended = self.word in ("succeeded", "canceled")
        return Answer(
            status,
            {
                "id": self.id,
                "model": self.model,
                "version": "hidden",
                "input": self.given,
                "logs": "",
                "output": f"https://replicate.delivery/{self.id}/out.mp4"
                if self.word == "succeeded"
                else None,
                "error": None,
                "status": self.word,
                "data_removed": False,
                "created_at": "2026-11-29T10:00:00.123Z",
                "completed_at": "2026-11-29T10:01:00.123Z" if ended else None,
                "urls": {
                    "get": at,
                    "cancel": f"{at}/cancel",
                    "web": f"https://replicate.com/p/{self.id}",
                },
            },
        )


def problem(status: int, title: str, detail: str, **more: Any) -> Answer:
    """Return a problem document."""
    body = {"title": title, "detail": detail, "status": status, **more}
    return Answer(status, body, "application/problem+json")


class ReplicatePredictions:
    """The predictions of one model."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.predictions: dict[str, Prediction] = {}

    def answer(self, call: Call) -> Answer:
        """Return the answer to a call."""
        account = ACCOUNTS.get(call.authorization)
        if account is None:
            return problem(401, "Unauthenticated", "You did not pass a valid token")
        with self.lock:
            if (call.method, call.path) == ("POST", "/predictions"):
                return self._create(call.body, account)
            found = re.fullmatch(r"/predictions/([^/]+)(/cancel)?", call.path)
            one = self.predictions.get(found[1]) if found else None
            if not found or one is None or one.account != account:
                return problem(404, "Not found", "The requested resource could not be found.")
            if (call.method == "POST") != bool(found[2]):
                return problem(405, "Method not allowed", f"{call.method} is not allowed.")
            if found[2]:
                one.cancelled |= one.word in ("starting", "processing")
            one.looks += not found[2]
            return one.answer()

    def _create(self, body: bytes, account: str) -> Answer:
        try:
            sent = json.loads(body, parse_constant=int)
        except (ValueError, RecursionError):
            return problem(400, "Bad request", "The body is no JSON.")
        if type(sent) is not dict or type(sent.get("input")) is not dict:
            return problem(422, "Input validation failed", "- input: an object is required")
        if sent.keys() - {"input", "version", "webhook", "webhook_events_filter", "stream"}:
            return problem(
                422, "Input validation failed", "- additional properties are not allowed"
            )
        if (model := sent.get("version")) not in INPUTS:
            return problem(422, "Invalid version or not permitted", "The version does not exist.")
        given: dict[str, Any] = sent["input"]
        wrong = failing(INPUTS[model], given)
        if wrong:
            named = [{"type": "invalid", "field": f"input.{n}", "description": n} for n in wrong]
            return problem(422, "Input validation failed", ", ".join(wrong), invalid_fields=named)
        one = Prediction("".join(secrets.choice(IDS) for _ in range(26)), model, account, given)
        self.predictions[one.id] = one
        return one.answer(201)
