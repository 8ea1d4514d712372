"""`sandbox`: a real process on a real port; broken specs stop it before it starts."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from cli.support import Workspace, command_line, environment


@contextmanager
def started(workspace: Workspace, *args: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the sandbox on a free port until the block ends; yield the process and its base URL."""
    with subprocess.Popen(
        command_line("sandbox", "--port", "0", *args),
        cwd=workspace.folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            assert process.stdout
            found = re.search(r"http://\S+/v1", process.stdout.readline())
            assert found
            yield process, found[0]
        finally:
            process.kill()


def test_sandbox_accepts_job_and_ctrl_c_exits_130(specs: Workspace) -> None:
    """The sandbox accepts a job with a custom token; Ctrl-C ends it with 130 and one line."""
    with started(specs, "--token", "mine", "--jobs", "kept.sqlite", "--speed", "100") as (it, url):
        answer = httpx.post(
            f"{url}/models/kling/kling-3.0/standard/text-to-video",
            json={"prompt": "A red kite."},
            headers={"Authorization": "Bearer mine"},
            trust_env=False,
        )
        assert answer.status_code == 200, answer.text
        it.send_signal(signal.SIGINT)
        out, err = it.communicate()
    assert it.returncode == 130
    assert "Traceback" not in err
    assert out.splitlines()[-1].startswith("The sandbox has stopped")
    assert (specs.folder / "kept.sqlite").is_file()


def test_new_jobs_folder_is_ignored_by_git(specs: Workspace) -> None:
    """The sandbox writes a .gitignore into a folder it creates, and leaves an existing folder alone."""
    with started(specs, "--token", "mine"):
        assert (specs.folder / ".clientwright/.gitignore").read_text("utf-8") == "*\n"
    (specs.folder / ".clientwright/.gitignore").unlink()
    with started(specs, "--token", "mine"):
        assert not (specs.folder / ".clientwright/.gitignore").exists()


@pytest.mark.parametrize(("flags", "status"), [((), 422), (("--open",), 200)])
def test_open_accepts_unknown_fields(specs: Workspace, flags: tuple[str, ...], status: int) -> None:
    """Unknown input fields are rejected unless the sandbox is --open."""
    with started(specs, "--token", "mine", *flags) as (_, url):
        answer = httpx.post(
            f"{url}/models/kling/kling-3.0/standard/text-to-video",
            json={"prompt": "A red kite.", "colour": "red"},
            headers={"Authorization": "Bearer mine"},
            trust_env=False,
        )
    assert answer.status_code == status


def test_broken_specs_stop_the_sandbox(specs: Workspace) -> None:
    """With errors in the specs it shows all of them, does not start and creates no database."""
    specs.edit("$.multi_prompt[*].duration", "$.multi_prompt[*].seconds")
    specs.spec("text-to-video").write_text("{")
    result = specs.run("sandbox", "--port", "0")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "image-to-video.json" in result.stderr
    assert "text-to-video.json" in result.stderr
    assert not (specs.folder / ".clientwright").exists()


@pytest.mark.parametrize(
    "args",
    [
        ("--speed", "0"),
        ("--speed", "nan"),
        ("--host", "0.0.0.0"),
        ("--token", "a\nb"),
        ("--port", "99999"),
    ],
)
def test_invalid_options_exit_2(specs: Workspace, args: tuple[str, ...]) -> None:
    """An invalid speed, a public host, a broken token and an impossible port exit 2."""
    result = specs.run("sandbox", *args)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output


def test_several_services_exit_2(specs: Workspace) -> None:
    """A specs folder with two services is rejected."""
    service = specs.folder / "specs/runcomfy/service.json"
    other = specs.folder / "specs/other/service.json"
    other.parent.mkdir()
    other.write_text(service.read_text("utf-8").replace('"runcomfy"', '"other"'), "utf-8")
    result = specs.run("sandbox", "--port", "0")
    assert result.exit_code == 2
    assert "several services" in result.stderr
