"""A server that refuses whatever it may refuse, and answers by the letter of the documents."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from testing.independent.documents import documented_inputs, read_object, wrong_places
from testing.independent.loopback import ACCOUNTS, Answer, Call

LARGEST, DEEPEST = 1_000_000, 20
KINDS = {"video_url": ("png", "jpg", "webp", "mp3"), "image": ("mp4", "mov", "webm", "mp3")}
"""File extensions that cannot be what a field is for."""


class Refused(Exception):
    """A refusal: its HTTP status, its code, and what it says."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _complaints(rule: Any, value: Any, name: str = "") -> Iterator[str]:
    """Yield what the documents leave open and this server does not want."""
    if isinstance(value, dict) and isinstance(rule, dict):
        yield from (f"{one} is unknown" for one in value.keys() - rule.keys())
        for one in value.keys() & rule.keys():
            yield from _complaints(rule[one], value[one], one)
    elif isinstance(value, list):
        if not value and name == "reference_image_urls":  # no page says that it may be empty
            yield f"{name} is empty"
        for item in value:
            yield from _complaints(rule[0], item, name)
    elif isinstance(value, str):
        yield from [f"{name} is empty"] * (not value)
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            yield f"{name} is not Unicode"
        if "_url" in name:
            ending = urlsplit(value).path.rpartition(".")[2].lower()
            kind = name if name == "video_url" else "image"
            if value[:5].lower() == "data:" or ending in KINDS[kind]:
                yield f"{name} cannot be used"


def _depth(value: Any) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inside), default=0)


class Strict:
    """Jobs by random ids: each its account, its stage, and how many looks until the next stage."""

    STAGES = ("in_queue", "in_progress", "succeeded")

    def __init__(self) -> None:
        self.lock, self.inputs = Lock(), documented_inputs()
        self.jobs: dict[str, dict[str, Any]] = {}

    def answer(self, call: Call) -> Answer:
        """Return the answer to a call."""
        try:
            if call.authorization not in ACCOUNTS:
                raise Refused(401, 400004, "no such account")
            with self.lock:
                return self._perform(call, ACCOUNTS[call.authorization])
        except Refused as error:
            status, code, text = error.args
            return Answer(status, {"error_code": code, "error_message": text, "code": code})

    def _perform(self, call: Call, account: str) -> Answer:
        parts = call.path.split("/")
        if call.method == "POST" and parts[1] == "models":
            return self._submit("/".join(parts[2:]), call, account)
        job = self.jobs.get(parts[2]) if len(parts) == 4 else None
        if job is None:
            raise Refused(404, 404001, "no such request")
        if job["account"] != account:
            raise Refused(403, 403001, "another account's request")
        views = {"status": self._status, "result": self._result, "cancel": self._cancel}
        if parts[3] not in views or (call.method == "POST") != (parts[3] == "cancel"):
            raise Refused(405, 405000, "no such operation")
        return views[parts[3]](parts[2], job)

    def _submit(self, model: str, call: Call, account: str) -> Answer:
        if model not in self.inputs:
            raise Refused(400, 400001, "no such model")
        if call.kind.partition(";")[0].strip().lower() != "application/json":
            raise Refused(415, 415000, "send application/json")
        if len(call.body) > LARGEST:
            raise Refused(413, 413000, "too large")
        try:
            given = read_object(call.body)
            if _depth(json.loads(call.body, object_pairs_hook=_pairs)) > DEEPEST:
                raise ValueError("too deep")
        except (ValueError, RecursionError):
            raise Refused(400, 400000, "the body cannot be used") from None
        fields = self.inputs[model].fields
        wrong = wrong_places(self.inputs[model], given) or list(_complaints(fields, given))
        if wrong:
            raise Refused(422, 422001, f"{len(wrong)} fields are wrong")
        name = secrets.token_urlsafe(96)  # 128 characters, as long as an id may be
        self.jobs[name] = {"account": account, "stage": 0, "left": 2}
        views = {f"{view}_url": _link(name, view) for view in ("status", "result", "cancel")}
        return Answer(200, {"request_id": name, **views})

    def _move(self, job: dict[str, Any]) -> str:
        job["left"] -= 1
        if job["left"] < 0 and job["stage"] in (0, 1):
            job["stage"], job["left"] = job["stage"] + 1, 2
        return "cancelled" if job["stage"] is None else self.STAGES[job["stage"]]

    def _status(self, name: str, job: dict[str, Any]) -> Answer:
        word = self._move(job)
        found = {"request_id": name, "status": "completed" if word == "succeeded" else word}
        found |= {"queue_position": 0} if word == "in_queue" else {}
        links = {"status_url": _link(name, "status"), "result_url": _link(name, "result")}
        return Answer(200, found | links)

    def _result(self, name: str, job: dict[str, Any]) -> Answer:
        word = self._move(job)
        found: dict[str, Any] = {"request_id": name, "status": word}
        if word == "succeeded":
            files = [f"https://files.runcomfy.net/{name[:8]}.mp4"]
            found |= {"output": {"video": files[0], "videos": files}, "finished_at": "2026-11-29"}
        return Answer(200, found | {"created_at": "2026-11-28T23:00:00Z"})

    def _cancel(self, name: str, job: dict[str, Any]) -> Answer:
        if job["stage"] == 0:
            job["stage"] = None
            return Answer(202, {"request_id": name, "status": "cancelled", "outcome": "cancelled"})
        word = "completed" if job["stage"] == 2 else "in_progress"
        word = "cancelled" if job["stage"] is None else word
        return Answer(202, {"request_id": name, "status": word, "outcome": "not_cancellable"})


def _link(name: str, view: str) -> str:
    return f"https://model-api.runcomfy.net/v1/requests/{name}/{view}"
