"""Hand-made recordings of vcrpy for tests, as a person's own tests would have written them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from clientwright.testing.cassettes.cassette_trials import list_trials
from clientwright.testing.cassettes.recording_files import RecordingFile, RecordingReader
from clientwright.testing.cassettes.service_addresses import ServiceAddresses
from clientwright.testing.promises import Effort, Verdict
from clientwright.testing.targets.client_target import ClientTarget
from testing.cassettes.support import ROOT, specs

BASE_URL = str(specs().service.document["base_url"])
TEXT = "kling/kling-3.0/standard/text-to-video"
CLIENT = ClientTarget.load(str(ROOT / "generated" / "runcomfy"))
SECRET = "canary-token-of-a-person-77"


def entry(
    method: str, url: str, answer: Any, body: Any = None, status: int = 200
) -> dict[str, Any]:
    """Return an entry as vcrpy writes it for requests; bodies are JSON data."""
    sent = None if body is None else json.dumps(body)
    return {
        "request": {
            "body": sent,
            "headers": {"Accept": ["*/*"], "Authorization": [f"Bearer {SECRET}"]},
            "method": method,
            "uri": url if "://" in url else f"{BASE_URL}{url}",
        },
        "response": {
            "body": {"string": answer if isinstance(answer, str) else json.dumps(answer)},
            "headers": {"Content-Type": ["application/json"], "Date": ["Thu, 01 Jan 2026"]},
            "status": {"code": status, "message": "OK"},
        },
    }


def submit(id: str, body: Any = None, base: str = "", model: str = TEXT) -> dict[str, Any]:
    """Return an accepted submit."""
    return entry("POST", f"{base}/models/{model}", {"request_id": id}, body or {"prompt": "a cat"})


def sent(body: str, answer: Any = None) -> dict[str, Any]:
    """Return a submit with a body as it was sent; without an answer, it was accepted."""
    answered = {"request_id": "r1"} if answer is None else answer
    found = entry("POST", f"/models/{TEXT}", answered)
    found["request"]["body"] = body
    return found


def status(id: str, word: str, base: str = "") -> dict[str, Any]:
    """Return a poll of a job."""
    answer = {"request_id": id, "status": word}
    return entry("GET", f"{base}/requests/{id}/status", answer)


def result(id: str, word: str = "succeeded", base: str = "", **fields: Any) -> dict[str, Any]:
    """Return a look at a job's result."""
    times = {"created_at": "2026-01-01T00:00:00.000Z", "finished_at": "2026-01-01T00:00:08.000Z"}
    output = {"output": {"video": "https://outputs.runcomfy.net/a.mp4"}}
    answer = {"request_id": id, "status": word, **output, **times, **fields}
    return entry("GET", f"{base}/requests/{id}/result", answer)


def job(id: str, base: str = "", model: str = TEXT) -> list[dict[str, Any]]:
    """Return the calls of a job that succeeds."""
    words = ("in_queue", "in_progress", "completed")
    polls = [status(id, word, base) for word in words]
    return [submit(id, base=base, model=model), *polls, result(id, base=base)]


OTHER = entry("GET", "https://api.example.org/v1/things", "hello")
"""A call to somebody else."""


def write(folder: Path, name: str, *entries: Any, **document: Any) -> Path:
    """Write a recording; the suffix decides the format."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    value = {"interactions": list(entries), "version": 1, **document}
    path.write_text(json.dumps(value) if path.suffix == ".json" else yaml.dump(value), "utf-8")
    return path


def read(path: Path) -> RecordingFile:
    """Read a file for the service of the repository's specs."""
    return RecordingReader(path.parent, ServiceAddresses.of_specs(specs())).read(path)


def verdicts(folder: Path, client: ClientTarget | None = CLIENT) -> dict[str, Verdict]:
    """Run every trial of a folder, and return the verdicts by promise id, without the endpoint."""
    found = [v for t in list_trials(specs(), folder, client) for v in t.run(Effort()).verdicts]
    assert len({one.promise.id for one in found}) == len(found)
    return {one.promise.id.partition("cassettes/")[2]: one for one in found}
