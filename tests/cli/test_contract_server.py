"""`contract` against servers: confirmation before jobs may be billed, servers that do not answer, signals."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from xml.etree import ElementTree as Xml

import pytest

from cli.stub_servers import serve_body
from cli.support import Workspace, command_line, environment
from clientwright.testing.targets import server_access

DURATION = "*/image-to-video:duration/minimum"


FEW = ("--examples", "2")


def test_dry_run_makes_no_call(specs: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dry run needs no token and lists every trial with its submits, and their sum."""
    for name in ("RUNCOMFY_API_TOKEN", "RUNCOMFY_TOKEN", "RUNCOMFY_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a call was made"))
    args = ("contract", "--server", "https://api.example.com", "--dry-run")
    listed = json.loads(specs.run(*args, "--json").stdout)
    assert listed["submits"] == sum(trial["submits"] for trial in listed["trials"]) > 100
    result = specs.run(*args)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == len(listed["trials"]) + 2
    assert result.stdout.startswith("submits  target  promises\n")
    assert f"at most {listed['submits']} submits" in result.stdout


def test_remote_server_needs_confirmation(
    specs: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a terminal nothing is sent: the message names the number of submits, exit code 2."""
    monkeypatch.setenv("RUNCOMFY_API_TOKEN", "secret-token")
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a call was made"))
    result = specs.run("contract", "--server", "http://api.example.com")
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.search(r"Up to [\d,]+ submits would be made", result.stderr)
    for part in ("may be billed", "plain http", "--yes"):
        assert part in result.stderr
    assert "secret-token" not in result.output


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 2), ("", 2)])
def test_terminal_is_asked_before_submitting(
    specs: Workspace, right_server: str, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    """Only a clear yes submits jobs to a remote server (here a local one that passes for remote)."""
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    ours, theirs = pty.openpty()
    args = ["contract", "--server", right_server, "--only", DURATION, *FEW]
    code_run = (
        "from clientwright.testing.targets import server_access\nfrom clientwright.cli import main\n"
        f"server_access.is_local = lambda url: False\nmain({args})"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code_run],
        cwd=specs.folder,
        env=environment(RUNCOMFY_API_TOKEN="sandbox-token"),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        os.write(ours, f"{answer}\n".encode())
        out, err = process.communicate()
    os.close(ours)
    os.close(theirs)
    assert process.returncode == code, out + err
    assert "Go on? [y/N]" in err
    assert ("1 proved" in out) == (code == 0)


def test_yes_skips_the_question(
    specs: Workspace, right_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --yes the run starts without a question and lists the accepted job."""
    monkeypatch.setattr(server_access, "is_local", lambda url: False)
    args = ("contract", "--server", right_server, "--only", DURATION, *FEW, "--yes")
    result = specs.run(*args, RUNCOMFY_API_TOKEN="sandbox-token")
    assert result.exit_code == 0, result.output
    assert re.fullmatch(r"1 job accepted by the server: [A-Za-z0-9_-]+\n", result.stderr)


def test_local_server_other_than_sandbox_needs_token(specs: Workspace) -> None:
    """Without a token, the message names the variables and nothing is submitted."""
    none = dict.fromkeys(("RUNCOMFY_API_TOKEN", "RUNCOMFY_TOKEN", "RUNCOMFY_API_KEY"), "")
    with serve_body(b'{"error_code": 404001}', "application/json") as other:
        result = specs.run("contract", "--server", other.url, **none)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "RUNCOMFY_API_TOKEN, RUNCOMFY_TOKEN, RUNCOMFY_API_KEY" in result.stderr


@pytest.mark.parametrize(("body", "kind"), [(b"<h1>Hello</h1>", "text/html"), (b"", "text/plain")])
def test_server_without_json_exits_3(specs: Workspace, body: bytes, kind: str) -> None:
    """For an HTML page or an empty response, the message names the URL and the content type."""
    with serve_body(body, kind, 200) as other:
        result = specs.run("contract", "--server", other.url, RUNCOMFY_API_TOKEN="t")
    assert (result.exit_code, result.stdout) == (3, "")
    assert f"{other.url}/v1: it answers {kind}" in result.stderr


def test_unreachable_server_exits_3(specs: Workspace) -> None:
    """If nothing listens, one message names the URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    result = specs.run("contract", "--server", url, RUNCOMFY_API_TOKEN="t")
    assert (result.exit_code, result.stdout) == (3, "")
    assert f"{url}/v1: ConnectError" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")
def test_signal_leaves_partial_report(specs: Workspace) -> None:
    """Ctrl-C during a slow response ends at once; finished results are printed and written."""
    files = ("--html", "r.html", "--json-file", "r.json", "--junit", "r.xml")
    with serve_body(b'{"error_code": 404001}', "application/json") as other:
        with subprocess.Popen(
            command_line("contract", "--server", other.url, *files),
            cwd=specs.folder,
            env=environment(RUNCOMFY_API_TOKEN="t"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            other.post_received.wait()
            process.send_signal(signal.SIGINT)
            out, err = process.communicate()
        assert not other.stopped.is_set()
    assert process.returncode == 130
    assert err.splitlines()[-3:] == ["r.json written", "r.xml written", "r.html written"]
    assert re.search(r"^Incomplete: 0 of [\d,]+ verdicts tried, interrupted\.$", out, re.M)
    report = json.loads((specs.folder / "r.json").read_text())
    assert report["interrupted"]
    assert report["incomplete"]["reason"] == "interrupted"
    assert report["incomplete"]["planned"] == len(report["verdicts"])
    assert Xml.parse(specs.folder / "r.xml").getroot().attrib["errors"] == "1"
    assert report["summary"]["not tried"] == len(report["verdicts"]) > 100
    assert "Incomplete:" in (specs.folder / "r.html").read_text("utf-8")


@pytest.mark.parametrize("option", ["--json-file", "--junit", "--html"])
def test_dash_is_no_file(specs: Workspace, option: str) -> None:
    """No file named - is written: the message says how to print a report."""
    result = specs.run("contract", "--dry-run", option, "-")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{option} takes the name of a file, not '-'" in result.stderr
    assert not (specs.folder / "-").exists()


def test_only_can_be_repeated(specs: Workspace) -> None:
    """Promises that match one of the patterns are listed, and no others."""
    args = ("contract", "--server", "https://api.example.com", "--dry-run", "--json")
    other = DURATION.replace("minimum", "maximum")
    listed = json.loads(specs.run(*args, "--only", DURATION, "--only", other).stdout)
    found = [id.rpartition(":")[2] for trial in listed["trials"] for id in trial["promises"]]
    assert sorted(found) == ["duration/maximum", "duration/minimum"]
