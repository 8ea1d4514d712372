"""Record scenario after scenario; each file is written only when its scenario is complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.cassette_folder import cassette_path
from clientwright.testing.cassettes.recorder import ScenarioIncomplete, describe_error, record
from clientwright.testing.cassettes.recording_environment import RecordingEnvironment
from clientwright.testing.cassettes.recording_plan import PlannedScenario


@dataclass(frozen=True, slots=True)
class RecordingResult:
    """The result of a scenario: `written`, `unchanged`, `skipped` or `failed`, and why.

    `request_ids` are jobs whose recording was lost. `ends_run` means no other scenario was recorded
    afterwards: a person `interrupted`, or files cannot be written.
    """

    path: Path
    planned: PlannedScenario
    status: str
    reason: str = ""
    request_ids: tuple[str, ...] = ()
    ends_run: bool = False
    interrupted: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON data."""
        return {
            "endpoint": str(self.planned.endpoint.id),
            "scenario": self.planned.scenario.name,
            "file": str(self.path),
            "became": self.status,
            "reason": self.reason,
            "request_ids": list(self.request_ids),
        }


def record_all(
    environment: RecordingEnvironment,
    planned: Sequence[PlannedScenario],
    folder: Path,
    today: str,
    *,
    hide_prompts: bool = False,
) -> Iterator[RecordingResult]:
    """Record the planned scenarios and yield the result of each.

    An interruption, or a file that cannot be written, ends the run. Every error becomes a result,
    so that no request id is lost.
    """
    for one in planned:
        result = _record_one(environment, one, folder, today, hide_prompts)
        yield result
        if result.ends_run:
            return


def _record_one(
    environment: RecordingEnvironment,
    one: PlannedScenario,
    folder: Path,
    today: str,
    hide_prompts: bool,
) -> RecordingResult:
    path = cassette_path(folder, environment.specs.service, one.endpoint, one.scenario.name)
    if one.skip_reason:
        return RecordingResult(path, one, "skipped", one.skip_reason)
    start = len(environment.ledger.servers)
    try:
        cassette = record(environment, one.scenario, one.endpoint, today, hide_prompts=hide_prompts)
        status = "written" if cassette_files.write(path, cassette) else "unchanged"
    except ScenarioIncomplete as error:
        ids, interrupted = error.request_ids, error.interrupted
        return RecordingResult(path, one, "failed", error.reason, ids, interrupted, interrupted)
    except (Exception, KeyboardInterrupt) as error:
        return _write_failure(path, one, error, environment.ledger.request_ids_from(start))
    environment.ledger.discard_from(start)
    return RecordingResult(path, one, status)


def _write_failure(
    path: Path, one: PlannedScenario, error: BaseException, request_ids: tuple[str, ...]
) -> RecordingResult:
    interrupted = isinstance(error, KeyboardInterrupt)
    reason = "interrupted" if interrupted else describe_error(error).removeprefix(f"{path}: ")
    return RecordingResult(
        path, one, "failed", reason, request_ids, ends_run=True, interrupted=interrupted
    )
