"""`record --live`: with consent, against a provider; nothing that was paid for is lost."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.support import IMAGE, Workspace, command_line, environment
from clientwright.cli import main
from clientwright.errors import UsageError
from clientwright.sandbox import http_responses
from clientwright.sandbox.server import run_sandbox
from clientwright.sandbox.stored_job import INSTANT, JobTiming
from clientwright.specs.spec_files import load_specs

MINE = "tests/cassettes/runcomfy/kling/kling-3.0/standard/image-to-video"


TOKENS = ("RUNCOMFY_API_TOKEN", "RUNCOMFY_TOKEN", "RUNCOMFY_API_KEY", "RUNCOMFY_MODEL_API_BASE")


ONE = ("--endpoint", IMAGE, "--only", "error-404001")


@pytest.fixture(autouse=True)
def no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove variables that the machine's user may have set."""
    for name in TOKENS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def provider(specs: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Run a sandbox that does not identify itself, and point the environment to it."""
    import_module(
        "clientwright.testing.cassettes.recorder"
    )  # import first, so that it keeps the real header
    monkeypatch.setattr(http_responses, "SANDBOX_HEADER", "X-Nothing")
    (found,) = load_specs(specs.folder / "specs").services
    with run_sandbox(found, pace=INSTANT) as server:
        monkeypatch.setenv("RUNCOMFY_MODEL_API_BASE", server.base_url)
        monkeypatch.setenv("RUNCOMFY_API_TOKEN", server.token)
        yield server.base_url


def test_dry_run_of_live_names_host_and_media(
    specs: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--live --dry-run shows where jobs would go and which media they need, without a token."""
    args = ("record", "--dry-run", "--live", "--endpoint", IMAGE, "--only", "minimal-job")
    first = specs.run(*args)
    assert first.exit_code == 0, first.stderr
    assert "Jobs would be submitted to https://model-api.runcomfy.net/v1." in first.stdout
    assert "Media: image (still needs --media image=URL)" in first.stdout
    monkeypatch.setenv("RUNCOMFY_MODEL_API_BASE", "https://staging.example.com/v2")
    url = "https://media.example/cat.png"
    second = specs.run(*args, "--media", f"image={url}")
    assert "https://staging.example.com/v2" in second.stdout
    assert f"Media: image={url}" in second.stdout
    document = specs.json(*args, "--media", f"image={url}")
    assert document["base_url"] == "https://staging.example.com/v2"
    assert document["media"] == {"image": url}
    assert specs.json(*args)["media"] == {"image": None}
    sandbox = specs.run("record", "--dry-run", "--endpoint", IMAGE)
    assert "Media" not in sandbox.stdout


def test_live_needs_confirmation_of_the_cost(specs: Workspace, provider: str) -> None:
    """--live names the number of jobs, the URL and unknown prices; without consent it exits 2."""
    media = ("--media", "image=https://media.example/cat.png")
    result = specs.run("record", "--live", "--only", "minimal-job", *media)
    assert result.exit_code == 2
    assert f"submits 2 jobs to {provider}" in result.stderr
    assert "do not state what a job costs" in result.stderr
    assert "--yes" in result.stderr
    assert not (specs.folder / "tests").exists()


def test_missing_media_is_reported_before_confirmation(specs: Workspace, provider: str) -> None:
    """Missing media are reported before the user is asked to agree."""
    result = specs.run("record", "--live", "--only", "minimal-job")
    assert result.exit_code == 2
    assert "--media image=URL" in result.stderr
    assert "submits" not in result.stderr


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 2)])
def test_live_asks_on_a_terminal(
    answer: str, code: int, specs: Workspace, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal the user is asked, and a no ends the run."""
    monkeypatch.setattr("clientwright.cli.record.is_interactive", lambda: True)
    args = ["record", "--live", "--endpoint", "text-to-video", "--only", "minimal-job"]
    result = CliRunner().invoke(main, args, input=answer)
    assert result.exit_code == code, result.output
    assert "Go on?" in result.stderr
    assert (specs.folder / "tests").exists() is (code == 0)


def test_live_records_with_real_media(specs: Workspace, provider: str) -> None:
    """With --yes and media, live cassettes are written; none contains the token."""
    url = "https://media.example/cat.png"
    args = ("--endpoint", IMAGE, "--only", "minimal-job", "--only", "error-*")
    result = specs.run("record", "--live", "--yes", "--media", f"image={url}", *args)
    assert result.exit_code == 0, result.output
    job = json.loads((specs.folder / MINE / "minimal-job.json").read_text())
    assert job["header"]["against"] == "live"
    assert job["interactions"][0]["call"]["json"]["start_image_url"] == url
    for path, content in specs.tree("tests").items():
        assert b"sandbox-token" not in content, path


def test_failed_live_job_is_reported_with_its_id(
    specs: Workspace, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed live job is reported with its request id, exits 1 and leaves no file."""
    monkeypatch.setenv("RUNCOMFY_API_TOKEN", "sandbox-unlucky")
    result = specs.run(
        "record", "--live", "--yes", "--endpoint", "text-to-video", "--only", "minimal-job"
    )
    assert result.exit_code == 1
    assert "expected a result that is succeeded" in result.stderr
    assert re.search(r"may go on: [\w-]{20,}", result.stderr)
    assert "sandbox-unlucky" not in result.output
    assert not (specs.folder / "tests").exists()


def test_ctrl_c_reports_request_ids(
    specs: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Ctrl-C during a live job exits 130 with the job's id, no file and no traceback."""
    monkeypatch.setattr(http_responses, "SANDBOX_HEADER", "X-Nothing")
    caplog.set_level("INFO", "clientwright.sandbox")
    (found,) = load_specs(specs.folder / "specs").services
    args = ("--yes", "--endpoint", "text-to-video", "--only", "minimal-job", "--only", "full-job")
    with run_sandbox(found, pace=JobTiming(600.0, 600.0)) as server:
        env = {"RUNCOMFY_MODEL_API_BASE": server.base_url, "RUNCOMFY_API_TOKEN": server.token}
        with subprocess.Popen(
            command_line("record", "--live", *args),
            cwd=specs.folder,
            env=environment(**env),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            id = polled(caplog)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate()
    assert process.returncode == 130, err
    assert f"may go on: {id}" in err
    assert "Traceback" not in out + err
    assert out.splitlines()[-1] == "0 written, 0 unchanged, 0 skipped, 1 failed"
    assert not (specs.folder / "tests").exists()


def polled(caplog: pytest.LogCaptureFixture) -> str:
    """Wait until the status of a job was requested, and return its id."""
    while True:
        found = re.search(r"/requests/([\w-]+)/status 200", "\n".join(caplog.messages))
        if found:
            return found[1]
        time.sleep(0.05)


def test_live_rejects_the_sandbox(specs: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """--live against a sandbox records nothing as the provider's."""
    (found,) = load_specs(specs.folder / "specs").services
    with run_sandbox(found) as sandbox:
        monkeypatch.setenv("RUNCOMFY_MODEL_API_BASE", sandbox.base_url)
        monkeypatch.setenv("RUNCOMFY_API_TOKEN", sandbox.token)
        result = specs.run("record", "--live", "--yes", *ONE)
    assert result.exit_code == 1
    assert "leave out --live" in result.stderr


def unused_port() -> int:
    """Return a port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_unreachable_provider_exits_3(specs: Workspace) -> None:
    """An unreachable provider is reported before anything is submitted."""
    base = f"http://127.0.0.1:{unused_port()}/v1"
    env = {"RUNCOMFY_MODEL_API_BASE": base, "RUNCOMFY_API_TOKEN": "t0ken"}
    result = specs.run("record", "--live", "--yes", *ONE, **env)
    assert result.exit_code == 3
    assert base in result.stderr


@pytest.mark.parametrize("live", [(), ("--live", "--yes")], ids=["sandbox", "live"])
def test_unwritable_folder_is_reported_before_any_call(
    live: tuple[str, ...], specs: Workspace, provider: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A file in place of a folder is reported before anything is sent or paid."""
    caplog.set_level("INFO", "clientwright.sandbox")
    (specs.folder / "here/runcomfy/kling").mkdir(parents=True)
    (specs.folder / "here/runcomfy/kling/kling-3.0").write_text("")
    result = specs.run("record", "--into", "here", *live, *ONE)
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
    assert "submits" not in result.stderr
    assert "Traceback" not in result.output
    assert not caplog.messages


def test_full_disk_reports_request_ids(
    specs: Workspace, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A live job whose cassette cannot be written is reported, no other follows, and it exits 2."""

    def full(path: Path, text: str) -> bool:
        raise UsageError(f"{path} cannot be written: No space left on device")

    monkeypatch.setattr("clientwright.io.atomic_files.write_text", full)
    args = ("--endpoint", "text-to-video", "--only", "*-job")
    result = specs.run("record", "--live", "--yes", *args)
    assert result.exit_code == 2, result.output
    assert len(re.findall(r"may go on: [\w-]{20,}", result.stderr)) == 1
    assert "No space left" in result.stderr


def test_ctrl_c_between_scenarios_reports_request_ids(
    specs: Workspace, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C outside any scenario exits 130 and reports every open job."""

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("clientwright.testing.cassettes.cassette_files.write", stopped)
    monkeypatch.setattr("clientwright.testing.cassettes.recorder._write_failure", stopped)
    args = ("--endpoint", "text-to-video", "--only", "minimal-job")
    result = specs.run("record", "--live", "--yes", *args)
    assert result.exit_code == 130, result.output
    assert re.search(r"may go on: [\w-]{20,}", result.stderr)
