"""The hooks and the scheduled workflow of docs/ci.md, run here as they are."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from ci.support import HOOKS, ROOT, TEXT, WORKFLOWS, Runner, commit

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the action is for Linux and macOS runners")


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_hooks_fail_only_on_findings(runner: Runner, hook: Any) -> None:
    """Each hook passes on a clean repository and fails on what it checks."""
    command = [*hook["entry"].split(), *hook.get("args", ())]
    env = {"CONTRACT_ONLY": "*text-to-video:aspect_ratio/*"}
    assert runner.call(command, **env).returncode == 0
    assert re.search(hook.get("files", ""), TEXT)
    runner.edit('          "9:16",\n', "")
    runner.edit('"rules"', '"rulez"' if hook["id"].endswith("lint") else '"rules"')
    if hook["id"].endswith("contract"):
        runner.edit('"1:1"', '"1:2"')
    done = runner.call(command, **env)
    assert done.returncode == 1, done.stdout + done.stderr


def entries(change: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return catalogue entries of the committed specs, with some fields of text-to-video changed."""
    found: list[dict[str, Any]] = []
    for path in sorted((ROOT / "specs/runcomfy").rglob("*-to-video.json")):
        document = json.loads(path.read_text("utf-8"))
        schema = document["input"]
        if path.name.startswith("text"):
            properties = {**schema["properties"], **change}
            schema = {**schema, "properties": properties}
        found.append({"model_id": document["id"], "input_schema": schema})
    return found


@contextmanager
def provider(models: list[Any]) -> Generator[str]:
    """Serve a catalogue on this machine until the block ends; yield the base URL."""
    body = json.dumps({"models": models, "total": len(models)}).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Print no log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        finally:
            server.shutdown()
            thread.join()


def scheduled(runner: Runner, base: str, token: str = "t") -> subprocess.CompletedProcess[str]:
    """Run the script of the scheduled workflow."""
    (flow,) = [one for one in WORKFLOWS if "models" in one["jobs"]]
    (script,) = [one["run"] for one in flow["jobs"]["models"]["steps"] if "run" in one]
    return runner.run(script, RUNCOMFY_MODEL_API_BASE=base, RUNCOMFY_API_TOKEN=token)


def test_removed_value_becomes_breaking_pull_request(runner: Runner) -> None:
    """A removed value changes specs and package, and the text calls it breaking."""
    smaller = {"aspect_ratio": {"type": "string", "enum": ["16:9", "1:1"], "default": "16:9"}}
    with provider(entries(smaller)) as base:
        done = scheduled(runner, base)
    assert done.returncode == 0, done.stdout + done.stderr
    assert runner.read_file("GITHUB_OUTPUT") == "verdict=breaking\n"
    assert "aspect_ratio" in runner.read_file("pull-request.md")
    changed = set(runner.run("git status --porcelain").stdout.split())
    assert {TEXT, "generated/runcomfy/kling/kling_3_0/standard/text_to_video.py"} <= changed
    assert runner.check("lint generate").returncode == 0


def test_pull_request_contains_cassettes_and_changelog(runner: Runner) -> None:
    """Stale cassettes are recorded again, and the changelog gets an entry."""
    assert runner.run("clientwright record --only minimal-job").returncode == 0
    commit(runner, "true")
    wider = {"aspect_ratio": {"type": "string", "enum": ["16:9", "9:16", "1:1", "4:3"]}}
    with provider(entries(wider)) as base:
        done = scheduled(runner, base)
    assert done.returncode == 0, done.stdout + done.stderr
    changed = set(runner.run("git status --porcelain").stdout.split())
    assert "specs/runcomfy/CHANGELOG.md" in changed
    assert any(name.startswith("tests/cassettes/") for name in changed)


def test_edited_package_fails_the_job(runner: Runner) -> None:
    """An edited file is kept and named, nothing is written, and the job fails."""
    path = "generated/runcomfy/kling/kling_3_0/standard/text_to_video.py"
    runner.edit('"""', '"""Mine. ', path)
    commit(runner, "true")
    with provider(entries({"aspect_ratio": {"type": "string", "enum": ["16:9"]}})) as base:
        done = scheduled(runner, base)
    assert done.returncode == 1
    assert path in done.stderr
    assert runner.run("git status --porcelain").stdout == ""


def test_unreadable_entry_is_in_the_text(runner: Runner) -> None:
    """One bad entry does not stop the rest, and the pull request names it."""
    with provider([*entries({}), {"model_id": "bad/one", "input_schema": "no schema"}]) as base:
        done = scheduled(runner, base)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "bad/one" in runner.read_file("pull-request.md")


def test_unreachable_provider_exits_3(runner: Runner) -> None:
    """An unreachable provider exits 3, a missing token 2; nothing changes."""
    assert scheduled(runner, "http://127.0.0.1:9/v1").returncode == 3
    assert scheduled(runner, "http://127.0.0.1:9/v1", token="").returncode == 2
    assert runner.run("git status --porcelain").stdout == ""
    assert runner.read_file("GITHUB_OUTPUT") == ""
