"""Whatever stops a recording, the request ids of its jobs are reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from clientwright.errors import UsageError
from clientwright.io import atomic_files
from clientwright.io.atomic_files import require_writable
from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.ledger import LOST_ANSWER
from clientwright.testing.cassettes.recorder import RecordingResult, record_all
from clientwright.testing.cassettes.recording_environment import (
    RecordingEnvironment,
    sandbox_environment,
)
from clientwright.testing.cassettes.recording_plan import PlannedScenario
from clientwright.testing.cassettes.redaction.redactor import Redactor
from clientwright.testing.cassettes.redaction.traffic_redactor import TrafficRedactor
from clientwright.testing.cassettes.scenarios import Scenario, ScenarioRun
from testing.cassettes.support import specs

ENDPOINT = specs().endpoints[0]
GOOD = {"prompt": "a", "start_image_url": "https://example.com/cat.png"}


@pytest.fixture(scope="module")
def environment() -> Iterator[RecordingEnvironment]:
    """Run one sandbox for all recordings."""
    with sandbox_environment(specs()) as found:
        yield found


def submit_job(run: ScenarioRun) -> None:
    """Submit a job, and stop."""
    run.submit(GOOD)


def recorded(
    environment: RecordingEnvironment, folder: Path, act: Callable[[ScenarioRun], None] = submit_job
) -> RecordingResult:
    """Record one scenario."""
    (done,) = record_all(
        environment, [PlannedScenario(ENDPOINT, Scenario("by-hand", "", act))], folder, ""
    )
    return done


STOPS: dict[str, tuple[Any, str]] = {
    "redacting": (TrafficRedactor, "redact"),
    "checking": (Redactor, "contains_secret"),
    "dumping": (cassette_files, "dumps"),
    "writing": (atomic_files, "write_text"),
}
ERRORS = [KeyboardInterrupt(), UnicodeError("odd"), OSError(28, "No space left"), MemoryError()]


@pytest.mark.parametrize("error", ERRORS, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("place", STOPS.values(), ids=STOPS)
def test_any_error_keeps_request_ids(
    place: tuple[Any, str],
    error: BaseException,
    environment: RecordingEnvironment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After a paid submit, no error and no Ctrl-C in any step loses its request id."""

    def fails(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(*place, fails)
    done = recorded(environment, tmp_path)
    assert (done.status, len(done.request_ids)) == ("failed", 1)
    assert done.interrupted is isinstance(error, KeyboardInterrupt)
    assert done.reason
    assert done.request_ids[0] in environment.ledger.unreported(())


def test_unredacted_secret_keeps_request_ids(
    environment: RecordingEnvironment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cassette that is not written because of a secret still reports its request id."""
    monkeypatch.setattr(Redactor, "contains_secret", lambda self, text: True)
    done = recorded(environment, tmp_path)
    assert "a token or cookie" in done.reason
    assert len(done.request_ids) == 1
    assert not done.ends_run


def test_written_jobs_are_not_reported(environment: RecordingEnvironment, tmp_path: Path) -> None:
    """The jobs of a written file need not be reported."""
    before = environment.ledger.unreported(())
    assert recorded(environment, tmp_path).status == "written"
    assert environment.ledger.unreported(()) == before


class LosesAnswer(httpx.BaseTransport):
    """Accepts a request and loses its answer."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raise instead of answering."""
        raise self.error


class Gateway(httpx.BaseTransport):
    """Answers for a server that does not respond."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer with a gateway timeout."""
        return httpx.Response(504, text="gateway timeout")


LOSSES = {
    "timeout": LosesAnswer(httpx.ReadTimeout("slow")),
    "odd": LosesAnswer(UnicodeError("odd")),
    "gateway": Gateway(),
}


@pytest.mark.parametrize("transport", LOSSES.values(), ids=LOSSES)
def test_lost_answer_warns_of_running_job(
    transport: httpx.BaseTransport, environment: RecordingEnvironment, tmp_path: Path
) -> None:
    """If the answer to a submit is lost, the reason warns that a job may be running and billed."""
    with httpx.Client(transport=transport) as http:
        done = recorded(replace(environment, http=http), tmp_path)
    assert done.status == "failed"
    assert LOST_ANSWER in done.reason


def test_ctrl_c_in_submit_warns_of_running_job(
    environment: RecordingEnvironment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C during a submit warns that a job may be running."""

    def stopped(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("clientwright.testing.targets.server_target.call_with_deadline", stopped)
    done = recorded(environment, tmp_path)
    assert done.interrupted
    assert LOST_ANSWER in done.reason


def test_refused_submit_does_not_warn(environment: RecordingEnvironment, tmp_path: Path) -> None:
    """A refusal starts no job, and there is no warning."""
    done = recorded(environment, tmp_path, lambda run: run.submit({}) and None)
    assert done.status == "failed"
    assert LOST_ANSWER not in done.reason


def test_unwritable_path_is_detected_first(tmp_path: Path) -> None:
    """A file where a folder must be, or a folder where a file must be, is detected beforehand."""
    require_writable([tmp_path / "new" / "folder" / "a.json"])
    (tmp_path / "file").write_text("")
    require_writable([tmp_path / "file"])
    for path in (tmp_path / "file" / "a.json", tmp_path):
        with pytest.raises(UsageError, match="cannot be written"):
            require_writable([path])
