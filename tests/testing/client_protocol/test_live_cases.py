"""The promises that a client's own transport shows: a fault of the client is a finding, never an error of the run."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from clientwright.specs.spec_files import load_specs
from clientwright.testing.client_protocol import live_case
from clientwright.testing.client_protocol.client_trials import client_trials, live_cases
from clientwright.testing.client_protocol.client_under_test import (
    ClientUnderTest,
    find_client_under_test,
)
from clientwright.testing.client_protocol.live_case import LiveCase, RawAnswer, loopback_server
from clientwright.testing.promises import Effort, Verdict, VerdictState
from clientwright.testing.targets.client_target import ClientTarget

ROOT = Path(__file__).parents[3]
(SPECS,) = load_specs(ROOT / "specs" / "runcomfy").services
PACKAGE = ROOT / "generated" / "runcomfy"
LIVE_IDS = {f"client/{case.name}" for case in live_cases()}


@pytest.fixture(scope="module")
def tested() -> ClientUnderTest:
    """Return the committed package."""
    found = find_client_under_test(SPECS, ClientTarget.load(str(PACKAGE)))
    assert found is not None
    return found


def case_of(observe: Any) -> LiveCase:
    """Return a case with a way to observe a client."""
    return LiveCase("made-up", "A sentence.", "/auth", "as expected", observe)


def live_verdicts(client: ClientTarget) -> Iterator[Verdict]:
    """Yield the verdicts of a client about its transport."""
    for trial in client_trials(SPECS, client):
        if trial.promises[0].id in LIVE_IDS:
            yield from trial.run(Effort()).verdicts


def test_client_that_never_ends_is_left_behind(
    tested: ClientUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that does not come back is a finding."""
    monkeypatch.setattr(live_case, "LIVE_SECONDS", 0.01)
    assert "it did not end" in case_of(lambda tested: time.sleep(0.5)).seen(tested)


def test_exception_is_what_was_seen(tested: ClientUnderTest) -> None:
    """An exception while a client is observed is named."""

    def fail(tested: ClientUnderTest) -> str:
        raise LookupError("nothing there")

    assert case_of(fail).seen(tested) == "LookupError: nothing there"


def test_log_of_a_client_under_test_is_shown_nowhere(
    tested: ClientUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    """What a client logs while it is observed reaches no handler of the caller, and later logs do."""

    def log(tested: ClientUnderTest) -> str:
        logging.getLogger(tested.service.name).warning("during the trial")
        return ""

    case_of(log).seen(tested)
    logging.getLogger(tested.service.name).warning("after the trial")
    assert caplog.messages == ["after the trial"]


@pytest.mark.parametrize("missing", ["http.py", "async_transport.py", "transport.py"])
def test_package_of_another_version_has_findings(tmp_path: Path, missing: str) -> None:
    """A package that lacks a module of the runtime breaks promises, and stops no run."""
    folder = tmp_path / missing.removesuffix(".py") / "runcomfy"
    shutil.copytree(PACKAGE, folder)
    (folder / "_runtime" / missing).unlink()
    verdicts = list(live_verdicts(ClientTarget.load(str(folder))))
    assert {verdict.promise.id for verdict in verdicts} == LIVE_IDS
    assert VerdictState.BROKEN in {verdict.state for verdict in verdicts}


def test_client_without_a_request_is_not_tried() -> None:
    """Where no payload can be made, the promises about the transport are not tried, with the reason."""
    impossible = {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"type": "string", "pattern": "^(?=b)a$"}},
    }
    specs = replace(SPECS, endpoints=(replace(SPECS.endpoints[0], input=impossible, rules=()),))
    client = ClientTarget.load(str(PACKAGE))
    trials = [one for one in client_trials(specs, client) if one.promises[0].id in LIVE_IDS]
    (verdict,) = trials[0].run(Effort()).verdicts
    assert verdict.state is VerdictState.NOT_TRIED
    assert "no payload" in verdict.reason


def test_loopback_server_keeps_connections_and_bytes() -> None:
    """The server sends the bytes as they are, and answers several calls on one connection."""
    with (
        loopback_server(lambda path: RawAnswer(path.encode(), {"X-One": "1"})) as server,
        httpx.Client(trust_env=False, base_url=server.url) as http,
    ):
        answers = [http.request(method, "/a") for method in ("GET", "POST", "DELETE")]
        assert [(one.content, one.headers["X-One"]) for one in answers] == [(b"/a", "1")] * 3
    assert server.paths == ["/a"] * 3
