"""A `contract` run that ends before it tried anything still writes the reports that were asked for."""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import xml.etree.ElementTree as Xml
from pathlib import Path
from typing import Any

import pytest

from cli.stub_servers import serve_body
from cli.support import Workspace, command_line, environment
from clientwright import endpoint_names
from clientwright.__main__ import hold_signals, run
from clientwright.testing.targets import server_target
from testing.independent.faults.planting import around
from testing.independent.lenient import TOKEN, Lenient, Refusal
from testing.independent.loopback import serve

FILES = ("--html", "r.html", "--json-file", "r.json", "--junit", "r.xml")
WRITTEN = ["r.json written", "r.xml written", "r.html written"]


def read_untried(folder: Path, reason: str) -> dict[str, Any]:
    """Return the JSON report after checking that all three say that nothing was tried, and why."""
    report: dict[str, Any] = json.loads((folder / "r.json").read_text("utf-8"))
    states = {verdict["state"] for verdict in report["verdicts"]}
    reasons = {verdict["reason"] for verdict in report["verdicts"]}
    assert states == {"not tried"}
    assert len(report["verdicts"]) > 100
    assert all(reason in one for one in reasons)
    assert (report["incomplete"]["tried"], report["submits"]) == (0, 0)
    assert report["incomplete"]["planned"] == len(report["verdicts"])
    assert reason in report["incomplete"]["reason"]
    assert Xml.parse(folder / "r.xml").getroot().attrib["errors"] == "1"
    assert "Incomplete:" in (folder / "r.html").read_text("utf-8")
    return report


def free_url() -> str:
    """Return a URL at which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def test_a_gateway_error_to_everything_is_reported(specs: Workspace) -> None:
    """If every answer is a gateway's page, the reports say so, and the exit code stays 3."""
    with serve_body(b"<h1>Bad gateway</h1>", "text/html", 502) as other:
        result = specs.run("contract", "--server", other.url, *FILES, RUNCOMFY_API_TOKEN="t")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.splitlines()[:3] == WRITTEN
    assert f"{other.url}/v1: it answers text/html" in result.stderr
    report = read_untried(specs.folder, "it answers text/html, not JSON: HTTP 502")
    assert (report["interrupted"], report["subjects"]) == (False, [f"{other.url}/v1"])


def test_an_unreachable_server_is_reported(specs: Workspace) -> None:
    """If nothing listens, the reports say so, and cover only the promises that were asked for."""
    url = free_url()
    result = specs.run("contract", "--server", url, *FILES, RUNCOMFY_API_TOKEN="t")
    assert (result.exit_code, result.stdout) == (3, "")
    everything = read_untried(specs.folder, "ConnectError")
    few = ("--only", "jobs/*", "--json")
    result = specs.run("contract", "--server", url, *few, RUNCOMFY_API_TOKEN="t")
    assert result.exit_code == 3
    ids = [verdict["promise"] for verdict in json.loads(result.stdout)["verdicts"]]
    known = [verdict["promise"] for verdict in everything["verdicts"]]
    assert ids == [id for id in known if id.startswith("jobs/")] != []


def test_jobs_before_a_refused_account_are_cancelled(specs: Workspace) -> None:
    """If the account is refused within the first trial, the jobs before are cancelled, and reports written."""
    service = Lenient()
    around("submit", _two_jobs_are_paid)(service)
    with serve(service) as url:
        result = specs.run("contract", "--server", url, *FILES, RUNCOMFY_API_TOKEN=TOKEN)
    assert (result.exit_code, [*service.states.values()]) == (3, [["cancelled"]] * 2)
    report = json.loads((specs.folder / "r.json").read_text("utf-8"))
    assert "the account is rejected" in report["stopped"]
    assert (report["incomplete"]["tried"], report["submits"]) == (0, 3)


def test_a_rate_limit_is_not_taken_for_a_refused_account(
    specs: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If every submit is answered with 429, whatever its code, the run ends and names the rate limit, not the token."""
    monkeypatch.setattr(server_target, "DEFAULT_RETRY_SECONDS", 0.0)
    service = Lenient()
    around("submit", _no_call_is_allowed)(service)
    with serve(service) as url:
        result = specs.run("contract", "--server", url, *FILES, RUNCOMFY_API_TOKEN=TOKEN)
    assert (result.exit_code, "its rate limit" in result.stderr) == (3, True)
    assert "token right" not in result.stderr
    report = json.loads((specs.folder / "r.json").read_text("utf-8"))
    assert "its rate limit" in report["stopped"]


def _no_call_is_allowed(service: Lenient, submit: Any, *args: Any) -> Any:
    raise Refusal(429, {"code": 429001, "message": "Too fast."})


def _two_jobs_are_paid(service: Lenient, submit: Any, *args: Any) -> Any:
    if len(service.states) == 2:
        raise Refusal(402, {"code": 400002, "message": "The balance is too low."})
    return submit(*args)


def test_a_usage_error_writes_no_report(specs: Workspace) -> None:
    """A command that cannot be used is exit code 2, without a report."""
    result = specs.run("contract", "--server", "nowhere", *FILES)
    assert result.exit_code == 2
    assert not any((specs.folder / name).exists() for name in ("r.json", "r.xml", "r.html"))


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_during_the_start_is_reported(
    specs: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: signal.Signals,
    code: int,
) -> None:
    """A signal before the command can handle it waits until it can, and leaves complete reports."""
    monkeypatch.setattr(sys, "argv", ["clientwright", "contract", "--server", free_url(), *FILES])
    monkeypatch.setattr(gc, "set_threshold", lambda *_: None)
    select = endpoint_names.select_endpoint_ids

    def select_late(*args: Any) -> tuple[str, ...]:
        signal.raise_signal(number)
        return select(*args)

    monkeypatch.setattr(endpoint_names, "select_endpoint_ids", select_late)
    before = signal.getsignal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, lambda *_: pytest.fail("the signal was not held back"))
    try:
        with pytest.raises(SystemExit) as ended:
            run()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert ended.value.code == code
    assert capsys.readouterr().err.splitlines()[-4:] == [*WRITTEN, "Error: interrupted"]
    assert read_untried(specs.folder, "interrupted")["interrupted"]


@pytest.mark.parametrize(
    ("words", "held"),
    [
        (["contract", "--json"], True),
        (["contract", "--junit=r.xml"], True),
        (["contract", "--server", "URL"], False),
        (["lint", "--json"], False),
        (["lint", "contract", "--json"], False),
    ],
)
def test_signals_wait_only_for_a_report(
    monkeypatch: pytest.MonkeyPatch, words: list[str], held: bool
) -> None:
    """A command that writes no report is ended at once while it starts."""
    masks: list[object] = []
    monkeypatch.setattr(signal, "pthread_sigmask", lambda how, mask: masks.append(how), False)
    hold_signals(words)
    assert masks == [signal.SIG_BLOCK] * held


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")
def test_a_signal_before_the_first_trial_is_reported(specs: Workspace) -> None:
    """A signal while the run still waits for the server's first answer leaves complete reports."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with (
            subprocess.Popen(
                command_line("contract", "--server", url, *FILES),
                cwd=specs.folder,
                env=environment(RUNCOMFY_API_TOKEN="t"),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
            ) as process,
            silent.accept()[0] as connection,
        ):
            connection.recv(1)
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate()
    assert (process.returncode, out) == (143, "")
    assert err.splitlines()[-4:] == [*WRITTEN, "Error: interrupted"]
    assert read_untried(specs.folder, "interrupted")["interrupted"]
