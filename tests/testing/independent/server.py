"""A second, correct server of two endpoints, written from the documentation alone, lenient where it is open."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

TOKEN, OTHER_TOKEN = "independent-token", "independent-other-token"
HOME = "https://model-api.runcomfy.net/v1/requests"  # links name the public host, as behind a proxy
WAIT = ["in_queue", "in_queue", "in_queue", "in_progress", "in_progress"]
LIVES = {"polls": [*WAIT, "succeeded"], "instant": ["succeeded"], "failing": [*WAIT, "failed"]}
OUTPUT = {"videos": ["https://media.runcomfy.net/cliff.mp4"], "seed": 7}
ENDS: dict[str, Any] = {"succeeded": {"output": OUTPUT}, "failed": {"error": "Out of memory."}}
ON_STATUS = {"succeeded": "completed", "failed": "completed"}
HOST = r"https://([^\s/?#]*@)?([^\s/?#@:[\]]+|\[[\da-f:.]+])(:\d*)?"
OTHERS = "gif|tiff?|hei[cf]|avif|jxl|svg|ico|psd|mp[34]|m4[av]|mov|avi|mkv|webm|wav|ogg|pdf|txt"
MEDIA = rf"(?is)data:.*|{HOST}([/?#]\S*)?"
START = rf"(?is)data:.*|{HOST}(?!/[^?#]+\.({OTHERS})([?#]|$))([/?#]\S*)?"
SEGMENT: dict[str, Any] = {"prompt": str, "duration": range(3, 16)}
ELEMENT = {"frontal_image_url": MEDIA, "reference_image_urls": [MEDIA, 1e9], "video_url": MEDIA}
BOTH = SEGMENT | {"negative_prompt": str, "cfg_scale": (0, 1), "multi_prompt": [SEGMENT, 20]}
TEXT = {"aspect_ratio": "16:9|9:16|1:1", "sound": bool, "shot_type": "intelligent|customize"}
IMAGE = {"start_image_url": START, "elements": [ELEMENT, 3], "generate_audio": bool}
IMAGE |= {"shot_type": "customize"}
MODELS = {  # fields, required ones, and how long a video is whose duration is not given
    "kling/kling-3.0/standard/text-to-video": (BOTH | TEXT, {"prompt"}, 5),
    "kling/kling-3.0/standard/image-to-video": (BOTH | IMAGE, {"prompt", "start_image_url"}, 10),
}
FITS: dict[type, Callable[[Any, Any], bool]] = {
    type: lambda kind, v: type(v) is kind,
    range: lambda span, v: v in span,  # by value: 5.0 is in it; 5.5, "5" and true are not
    tuple: lambda ends, v: type(v) in (int, float) and ends[0] <= v <= ends[1],
    str: lambda pattern, v: type(v) is str and bool(re.fullmatch(pattern, v)),
    list: lambda of, v: type(v) is list and len(v) <= of[1] and all(_fits(of[0], x) for x in v),
    dict: lambda fields, v: type(v) is dict and not _misfits(fields, v),
}


class Refusal(Exception):
    """A refusal: a status and a message, with an error code if one is documented."""


def _fits(rule: Any, value: Any) -> bool:
    return FITS[type(rule)](rule, value)


def _misfits(fields: dict[str, Any], given: dict[str, Any]) -> list[str]:
    return [name for name in fields if name in given and not _fits(fields[name], given[name])]


def _judge(model: str, body: bytes) -> None:
    if model not in MODELS:
        raise Refusal(404, {"code": 400001, "message": "There is no such model."})
    fields, required, default = MODELS[model]
    try:  # int() takes neither NaN nor Infinity, and only an object unpacks
        given = {**json.loads(body, parse_constant=int)}
    except (ValueError, TypeError, RecursionError):
        raise Refusal(400, {"message": "The body is not a JSON object."}) from None
    if wrong := sorted(required - given.keys()) + _misfits(fields, given):
        raise Refusal(422, {"code": 422001, "message": f"Wrong or missing: {', '.join(wrong)}"})
    lengths = [segment.get("duration", 5) for segment in given.get("multi_prompt", [])]
    if lengths and sum(lengths) != given.get("duration", default):
        raise Refusal(422, {"code": 422001, "message": "multi_prompt must add up to duration"})


def _links(name: str, *views: str) -> dict[str, Any]:
    return {"request_id": name} | {f"{view}_url": f"{HOME}/{name}/{view}" for view in views}


def _read(name: str, view: str, states: list[str]) -> dict[str, Any]:
    state = states.pop(0) if states[1:] else states[0]
    if view == "result":
        return {"request_id": name, "status": state, **ENDS.get(state, {})}
    ahead = {"queue_position": states.count("in_queue")} if state == "in_queue" else {}
    return _links(name, "status", "result") | {"status": ON_STATUS.get(state, state)} | ahead


def _cancel(name: str, states: list[str]) -> dict[str, Any]:
    outcome = "cancelled" if states[0] == "in_queue" else "not_cancellable"
    states[:] = ["cancelled"] if states[0] == "in_queue" else states
    return {"request_id": name, "status": ON_STATUS.get(states[0], states[0]), "outcome": outcome}


class Service:
    """The jobs of all accounts; a job is its owner and the states that are left."""

    def __init__(self, life: list[str], *tokens: str) -> None:
        self.life, self.callers, self.lock = life, {f"Bearer {token}" for token in tokens}, Lock()
        self.jobs: dict[str, tuple[str, list[str]]] = {}

    def answer(self, caller: str, method: str, path: str, body: bytes) -> tuple[int, Any]:
        """Return the status and JSON value for a call, or raise a refusal."""
        if caller not in self.callers:
            raise Refusal(401, {"code": 400004, "message": "This token is not known."})
        match [method, *path.partition("?")[0].removeprefix("/v1/").split("/")]:
            case ["POST", "models", *model]:
                _judge("/".join(model), body)
                self.jobs[name := f"run-{len(self.jobs)}"] = caller, [*self.life]
                return 200, _links(name, "status", "result", "cancel")
            case [_, "requests", name, _] if name not in self.jobs:
                raise Refusal(404, {"code": 404001, "message": "There is no such request."})
            case [_, "requests", name, _] if self.jobs[name][0] != caller:
                raise Refusal(403, {"code": 403001, "message": "This request is not yours."})
            case ["GET", "requests", name, "status" | "result" as view]:
                return 200, _read(name, view, self.jobs[name][1])
            case ["POST", "requests", name, "cancel"]:
                return 202, _cancel(name, self.jobs[name][1])
        raise Refusal(404, {"message": "There is nothing here."})


class Calls(BaseHTTPRequestHandler):
    """Reads calls from the socket and writes their answers."""

    protocol_version, disable_nagle_algorithm, wbufsize = "HTTP/1.1", True, -1
    service: Service

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            with self.service.lock:
                caller = self.headers.get("Authorization", "")
                status, value = self.service.answer(caller, self.command, self.path, body)
        except Refusal as refusal:
            status, value = refusal.args
        content = json.dumps(value).encode()
        self.send_response_only(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def independent(pace: str = "polls", other: bool = True) -> Iterator[str]:
    """Run the server on a free loopback port; yield its base URL."""
    service = Service(LIVES[pace], TOKEN, *[OTHER_TOKEN] * other)
    verbs = {f"do_{verb}": Calls._answer for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")}
    calls = type("Calls", (Calls,), {"service": service, **verbs})
    with ThreadingHTTPServer(("127.0.0.1", 0), calls) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
