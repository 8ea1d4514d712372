"""No job is lost from sight: whatever stops a recording, and wherever, its request ids are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from clientwright import atomic_files
from clientwright.atomic_files import require_writable
from clientwright.errors import UsageError
from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.ledger import LOST_ANSWER
from clientwright.testing.cassettes.record_all import RecordingResult, record_all
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
def studio() -> Iterator[RecordingEnvironment]:
    """Run one sandbox for all recordings."""
    with sandbox_environment(specs()) as found:
        yield found


def submits(take: ScenarioRun) -> None:
    """Submit a job, and ask no more."""
    take.submit(GOOD)


def recorded(
    studio: RecordingEnvironment, folder: Path, act: Callable[[ScenarioRun], None] = submits
) -> RecordingResult:
    """Record one scenario."""
    (done,) = record_all(
        studio, [PlannedScenario(ENDPOINT, Scenario("by-hand", "", act))], folder, ""
    )
    return done


STOPS: dict[str, tuple[Any, str]] = {
    "cleaning": (TrafficRedactor, "redact"),
    "looking": (Redactor, "contains_secret"),
    "telling": (cassette_files, "dumps"),
    "writing": (atomic_files, "write_text"),
}
ERRORS = [KeyboardInterrupt(), UnicodeError("odd"), OSError(28, "No space left"), MemoryError()]


@pytest.mark.parametrize("error", ERRORS, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("place", STOPS.values(), ids=STOPS)
def test_an_error_anywhere_keeps_the_ids(
    place: tuple[Any, str],
    error: BaseException,
    studio: RecordingEnvironment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After a paid submit, no error and no Ctrl-C in any step loses the id of its job."""

    def fails(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(*place, fails)
    done = recorded(studio, tmp_path)
    assert (done.status, len(done.request_ids)) == ("failed", 1)
    assert done.interrupted is isinstance(error, KeyboardInterrupt)
    assert done.reason
    assert done.request_ids[0] in studio.ledger.unreported(())


def test_a_secret_that_is_left_keeps_the_ids(
    studio: RecordingEnvironment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cassette that is not written because of a secret names the job that was paid for."""
    monkeypatch.setattr(Redactor, "contains_secret", lambda self, text: True)
    done = recorded(studio, tmp_path)
    assert "a token or cookie" in done.reason
    assert len(done.request_ids) == 1
    assert not done.ends_run


def test_what_is_written_is_settled(studio: RecordingEnvironment, tmp_path: Path) -> None:
    """The jobs of a file that was written need not be told."""
    before = studio.ledger.unreported(())
    assert recorded(studio, tmp_path).status == "written"
    assert studio.ledger.unreported(()) == before


class Loses(httpx.BaseTransport):
    """Takes a request, and loses its answer."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Lose it."""
        raise self.error


class Gateway(httpx.BaseTransport):
    """Answers for a server that it cannot hear."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Say so."""
        return httpx.Response(504, text="gateway timeout")


LOSSES = {
    "timeout": Loses(httpx.ReadTimeout("slow")),
    "odd": Loses(UnicodeError("odd")),
    "gateway": Gateway(),
}


@pytest.mark.parametrize("transport", LOSSES.values(), ids=LOSSES)
def test_a_lost_answer_says_what_may_be(
    transport: httpx.BaseTransport, studio: RecordingEnvironment, tmp_path: Path
) -> None:
    """When the answer to a submit is lost, a job may be running and billed, and that is said."""
    with httpx.Client(transport=transport) as http:
        done = recorded(replace(studio, http=http), tmp_path)
    assert done.status == "failed"
    assert LOST_ANSWER in done.reason


def test_ctrl_c_in_a_submit_says_what_may_be(
    studio: RecordingEnvironment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while the answer to a submit is waited for says that a job may be running."""

    def stopped(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("clientwright.testing.targets.server_target.call_with_deadline", stopped)
    done = recorded(studio, tmp_path)
    assert done.interrupted
    assert LOST_ANSWER in done.reason


def test_a_refused_submit_leaves_no_doubt(studio: RecordingEnvironment, tmp_path: Path) -> None:
    """A refusal starts no job, and nothing is said of one."""
    done = recorded(studio, tmp_path, lambda take: take.submit({}) and None)
    assert done.status == "failed"
    assert LOST_ANSWER not in done.reason


def test_what_cannot_be_written_is_known_before(tmp_path: Path) -> None:
    """A file in the way of a folder, and a folder in the way of a file, are told; new folders are none."""
    require_writable([tmp_path / "new" / "folder" / "a.json"])
    (tmp_path / "file").write_text("")
    require_writable([tmp_path / "file"])
    for path in (tmp_path / "file" / "a.json", tmp_path):
        with pytest.raises(UsageError, match="cannot be written"):
            require_writable([path])
