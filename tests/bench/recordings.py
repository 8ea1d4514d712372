"""A folder of many recordings of vcrpy: processor time and memory of `contract --cassettes`."""

from __future__ import annotations

import json
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from clientwright.specs.spec_files import load_specs
from clientwright.testing.cassettes.cassette_trials import list_trials
from clientwright.testing.promises import Effort
from clientwright.testing.trials.runner import run_trials
from tests.bench.results import Row, row
from tests.bench.unlike_endpoints import SPECS

FILES = 2000
_WORDS = ("in_queue", "in_queue", "in_progress", "in_progress", "completed")


def measure() -> Iterator[Row]:
    """Yield what planning and running the trials of a file takes, and the memory of all."""
    (specs,) = load_specs(SPECS).services
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for n in range(FILES):
            text = _recording(str(specs.service.document["base_url"]), n)
            (folder / f"{n}.yaml").write_text(text)
        started = time.process_time()
        trials = list_trials(specs, folder)
        planned = time.process_time()
        run_trials(trials, Effort())
        done = time.process_time()
    steps = {"plan": planned - started, "run": done - planned}
    for step, seconds in steps.items():
        work = f"contract over {FILES:,} recordings, processor time of a file: {step}"
        yield row(f"recordings-{step}", work, "ms", [1000 * seconds / FILES])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield row("recordings-memory", f"contract over {FILES:,} recordings: memory", "MB", [memory])


def _recording(base_url: str, n: int) -> str:
    """Return a file of one job in eight calls, one of them to somebody else."""
    model, id = "kling/kling-3.0/standard/text-to-video", f"r{n}"
    submit = _entry(
        "POST", f"{base_url}/models/{model}", {"request_id": id}, {"prompt": f"cat {n}"}
    )
    polls = [
        _entry("GET", f"{base_url}/requests/{id}/status", {"request_id": id, "status": word})
        for word in _WORDS
    ]
    output = {"video": "https://outputs.runcomfy.net/a.mp4"}
    answer = {"request_id": id, "status": "succeeded", "output": output}
    result = _entry("GET", f"{base_url}/requests/{id}/result", answer)
    other = _entry("GET", "https://other.example/", {"a": 1})
    return str(yaml.safe_dump({"interactions": [submit, *polls, result, other], "version": 1}))


def _entry(method: str, uri: str, answer: Any, body: Any = None) -> dict[str, Any]:
    headers = {"Accept": ["*/*"], "Content-Type": ["application/json"]}
    sent = None if body is None else json.dumps(body)
    return {
        "request": {"body": sent, "headers": headers, "method": method, "uri": uri},
        "response": {
            "body": {"string": json.dumps(answer)},
            "headers": headers,
            "status": {"code": 200, "message": "OK"},
        },
    }
