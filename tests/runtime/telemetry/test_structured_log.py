"""Events of jobs as log records: the same fields always, one end of each submit, and nothing secret."""

from __future__ import annotations

import ast
import asyncio
import logging
import re
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import trio

from clientwright import runtime
from clientwright.runtime.errors import ClientError
from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.telemetry.structured_log import EVENTS, FIELDS, log_event
from runtime.byte_server import ByteServer, hang_up, reply
from runtime.conftest import ClientDriver
from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo, Demo
from runtime.download.support import MP4, VIDEO, answer, download
from runtime.telemetry.conftest import UpdatesDriver

ACCEPTED = reply({"request_id": "job-1", "status": "in_queue"})
ENDS = {"joined", "accepted", "refused", "not_sent", "unknown"}


def answers(server: ByteServer, state: str, **more: object) -> None:
    """Let a job be accepted, and then be in this state of /result."""
    server.by_operation = {
        "submit": [ACCEPTED],
        "status": [reply({"request_id": "job-1", "status": "completed"})],
        "result": [reply({"request_id": "job-1", "status": state, **more})],
    }


def records(caplog: pytest.LogCaptureFixture) -> list[Any]:
    """Return the records of the service, after a look at their fields."""
    found: list[Any] = [one for one in caplog.records if one.name == "demo"]
    for one in found:
        assert tuple(name for name in FIELDS if hasattr(one, name)) == FIELDS
        assert one.event in EVENTS
        assert TOKEN not in one.getMessage() + repr(vars(one))
        assert "é" not in one.getMessage() + repr(vars(one))
    return found


@pytest.mark.parametrize(
    ("state", "more"),
    [
        ("succeeded", {"output": {"video": "https://x.example/v.mp4?signature=secret"}}),
        ("failed", {"error": "no: https://x.example/in.png?signature=secret"}),
        ("cancelled", {}),
    ],
)
def test_a_job_is_told_from_submit_to_end(
    server: ByteServer,
    drive: ClientDriver,
    caplog: pytest.LogCaptureFixture,
    state: str,
    more: dict[str, object],
) -> None:
    """A job logs submitted, accepted and ended with its ids, its state and the seconds it took."""
    caplog.set_level(logging.DEBUG, "demo")
    answers(server, state, **more)
    try:
        drive(server, "wait")
    except ClientError:
        assert state != "succeeded"
    found = records(caplog)
    assert [(one.event, one.state) for one in found] == [
        ("submitted", "sending"),
        ("accepted", "accepted"),
        ("ended", state),
    ]
    assert {one.endpoint for one in found} == {ENDPOINT.id}
    assert [one.request_id for one in found] == [None, "job-1", "job-1"]
    assert all(one.elapsed >= 0 for one in found)
    assert "secret" not in caplog.text + repr([vars(one) for one in found])


@pytest.mark.parametrize(
    ("actions", "events"),
    [
        ([reply({"error_code": 400002, "message": "no"}, 402)], ["submitted", "refused"]),
        ([hang_up], ["submitted", "unknown"]),
        ([reply({}, 429), ACCEPTED], ["submitted", "retried", "accepted"]),
        ([reply({}, 429)], ["submitted", "retried", "refused"]),
    ],
)
def test_every_submit_has_one_end(
    server: ByteServer,
    drive: ClientDriver,
    caplog: pytest.LogCaptureFixture,
    actions: list[Any],
    events: list[str],
) -> None:
    """A submit logs each time that it is sent, and then exactly one end."""
    caplog.set_level(logging.DEBUG, "demo")
    server.actions = [*actions]
    try:
        drive(server, within=0.7)
    except ClientError:
        assert events[-1] != "accepted"
    found = [one.event for one in records(caplog)]
    assert list(dict.fromkeys(found)) == events
    assert found.count("submitted") + found.count("retried") == len(server.received)
    assert sum(event in ENDS for event in found) == 1


def test_what_did_not_leave_is_not_sent(
    server: ByteServer, drive: ClientDriver, caplog: pytest.LogCaptureFixture
) -> None:
    """A refused connection ends as not_sent, below the levels that Python shows by default."""
    caplog.set_level(logging.DEBUG, "demo")
    server.port = 1
    with pytest.raises(ClientError):
        drive(server, within=0.3)
    (end,) = (one for one in records(caplog) if one.event in ENDS)
    assert (end.event, end.state, end.levelname) == ("not_sent", "not_sent", "INFO")


def test_a_handler_that_fails_loses_no_job(server: ByteServer, drive: ClientDriver) -> None:
    """A log handler that raises changes nothing of a job."""

    class Broken(logging.Handler):
        def handle(self, record: logging.LogRecord) -> bool:
            raise OSError("disk full")

    logger, handler = logging.getLogger("demo"), Broken()
    logger.addHandler(handler)
    level = logger.level
    logger.setLevel(logging.DEBUG)
    try:
        answers(server, "succeeded", output={"video": "https://x.example/v.mp4"})
        assert drive(server, "wait").request_id == "job-1"
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


def test_no_field_hides_an_attribute_of_records() -> None:
    """No field has the name of an attribute that every record has, which logging refuses."""
    assert not set(FIELDS) & vars(logging.makeLogRecord({})).keys()
    log_event("demo", "DEBUG", "submitted", "nobody listens")


def test_a_download_is_logged(
    server: ByteServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A download that has saved its files is one record with its request, and no URL."""
    caplog.set_level(logging.DEBUG, "demo")
    server.by_operation["a.mp4"] = [answer(MP4)]
    download(server, tmp_path)
    (found,) = records(caplog)
    assert (found.event, found.state, found.request_id) == ("downloaded", "succeeded", "job-1")
    assert "http" not in found.getMessage()
    assert f"1 file ({len(VIDEO)} bytes)" in found.getMessage()


def test_the_documentation_has_every_event_and_field() -> None:
    """The page of logs has exactly the events and the fields, and the state after each event."""
    text = (Path(__file__).parents[3] / "docs" / "logging.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (?:DEBUG|INFO|WARNING|ERROR) \| .+ \| (.+) \|$", text, re.M)
    assert {event for event, _ in rows} == EVENTS.keys()
    assert all(EVENTS[event] in (None, state.strip("`")) for event, state in rows)
    assert re.findall(r"^\| `(\w+)` \| [^|]+ \|$", text, re.M) == [*FIELDS]


@pytest.mark.parametrize("state", ["succeeded", "failed", "cancelled"])
def test_a_followed_job_is_told_to_its_end(
    server: ByteServer, drive_updates: UpdatesDriver, caplog: pytest.LogCaptureFixture, state: str
) -> None:
    """A loop over a job's updates logs its end once, as a wait does."""
    caplog.set_level(logging.INFO, "demo")
    answers(server, state, output={"video": "https://x.example/v.mp4"})
    assert [one.phase for one in drive_updates(server)][-1] == state
    found = records(caplog)
    assert [(one.event, one.state) for one in found] == [("accepted", "accepted"), ("ended", state)]
    assert found[-1].request_id == "job-1"


def test_a_loop_that_is_left_logs_no_end(
    server: ByteServer, drive_updates: UpdatesDriver, caplog: pytest.LogCaptureFixture
) -> None:
    """A loop over updates that is left logs nothing of an end that it did not see."""
    caplog.set_level(logging.INFO, "demo")
    answers(server, "succeeded")
    assert len(drive_updates(server, at_most=1)) == 1
    assert [one.event for one in records(caplog)] == ["accepted"]


@pytest.mark.parametrize("mode", ["sync", "asyncio"])
def test_each_job_of_a_batch_is_told_to_its_end(
    server: ByteServer, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The waits of a batch log how their jobs ended."""
    caplog.set_level(logging.INFO, "demo")
    answers(server, "succeeded", output={"video": "https://x.example/v.mp4"})
    requests = [ENDPOINT.request({"prompt": "é"})] * 2

    async def map_async() -> None:
        async with AsyncDemo(TOKEN, server.base_url) as api:
            await api.map(requests, progress=False)

    if mode == "sync":
        with Demo(TOKEN, server.base_url) as api:
            api.map(requests, progress=False)
    else:
        asyncio.run(map_async())
    ends = [one.state for one in caplog.records if getattr(one, "event", "") == "ended"]
    assert ends == ["succeeded"] * 2


def test_all_records_are_made_in_one_place() -> None:
    """No other module of the runtime calls a logger, so that every record has all fields."""
    folder = Path(runtime.__path__[0])
    names = {"debug", "info", "warning", "error", "critical", "exception", "log", "getLogger"}
    calling: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_call and node.func.attr in names and "logg" in ast.unparse(node.func.value):
                calling.add(path.relative_to(folder).as_posix())
    assert calling == {"listeners.py", "telemetry/structured_log.py"}


def test_records_of_faults_have_all_fields(
    server: ByteServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A batch that is left, whose progress fails and whose journal cannot be written, logs as all others do."""
    caplog.set_level(logging.DEBUG, "demo")
    server.by_operation = {
        "submit": [ACCEPTED],
        "status": [reply({"request_id": "job-1", "status": "in_progress"})],
    }

    async def main() -> None:
        async with AsyncDemo(TOKEN, server.base_url, journal=tmp_path / "jobs.sqlite") as api:
            with trio.CancelScope() as scope:
                await api.map(
                    [ENDPOINT.request({"prompt": "é"})],
                    progress=partial(fail, OSError("no terminal")),
                    on_update=lambda *_: scope.cancel(),
                )

    with patch.object(JournalDatabase, "accepted", partial(fail, OSError("locked"))):
        trio.run(main)
    found = {one.event: one for one in records(caplog)}
    assert {"submitted", "accepted", "unwritten", "callback_failed", "batch_left"} <= found.keys()
    assert (found["unwritten"].endpoint, found["unwritten"].entry) == (ENDPOINT.id, "j1")
    assert found["callback_failed"].exc_info


def test_a_journal_that_cannot_be_read_is_logged(
    server: ByteServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A batch that has stopped, and cannot look up what it bought before, says so, and ends as it would."""
    error = JournalError("the journal is locked")
    with (
        patch.object(JournalDatabase, "bought_places", partial(fail, error)),
        Demo(TOKEN, server.base_url, journal=tmp_path / "jobs.sqlite") as api,
    ):
        batch = api.map([ENDPOINT.request({"prompt": "é"})], batch="monday", max_jobs=0)
    assert (batch.stopped, batch.counts) == ("max_jobs", {"not_submitted": 1})
    (found,) = records(caplog)
    assert (found.levelname, found.event) == ("ERROR", "unread")
    assert "the journal is locked" in found.getMessage()


def fail(error: Exception, *_: object) -> None:
    """Raise an error."""
    raise error
