"""A whole recording: each scenario in turn, its file written only when it is complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.cassette_paths import cassette_path
from clientwright.testing.cassettes.recorder import ScenarioIncomplete, describe_error, record
from clientwright.testing.cassettes.recording_environment import RecordingEnvironment
from clientwright.testing.cassettes.recording_plan import PlannedScenario


@dataclass(frozen=True, slots=True)
class RecordingResult:
    """What became of a scenario: `written`, `unchanged`, `skipped` or `failed`, and why.

    `request_ids` are jobs that were submitted for nothing, `stops` tells that no other
    scenario followed: a person `interrupted`, or files cannot be written.
    """

    path: Path
    planned: PlannedScenario
    status: str
    reason: str = ""
    request_ids: tuple[str, ...] = ()
    ends_run: bool = False
    interrupted: bool = False

    def as_json(self) -> dict[str, Any]:
        """Give it for a machine."""
        return {
            "endpoint": str(self.planned.endpoint.id),
            "scenario": self.planned.scenario.name,
            "file": str(self.path),
            "became": self.status,
            "reason": self.reason,
            "request_ids": list(self.request_ids),
        }


def record_all(
    studio: RecordingEnvironment,
    planned: Sequence[PlannedScenario],
    into: Path,
    today: str,
    *,
    hide_prompts: bool = False,
) -> Iterator[RecordingResult]:
    """Record what was planned, scenario by scenario; an interruption ends it, and a file that cannot be written.

    Whatever stops a scenario becomes what is told of it, so that the ids of its jobs are never lost.
    """
    for one in planned:
        done = _record_one(studio, one, into, today, hide_prompts)
        yield done
        if done.ends_run:
            return


def _record_one(
    studio: RecordingEnvironment, one: PlannedScenario, into: Path, today: str, hide_prompts: bool
) -> RecordingResult:
    path = cassette_path(into, studio.specs.service, one.endpoint, one.scenario.name)
    if one.skip_reason:
        return RecordingResult(path, one, "skipped", one.skip_reason)
    before = len(studio.ledger.servers)
    try:
        made = record(studio, one.scenario, one.endpoint, today, hide_prompts=hide_prompts)
        became = "written" if cassette_files.write(path, made) else "unchanged"
    except ScenarioIncomplete as error:
        ids, halt = error.request_ids, error.interrupted
        return RecordingResult(path, one, "failed", error.reason, ids, halt, halt)
    except (Exception, KeyboardInterrupt) as error:
        return _write_failure(path, one, error, studio.ledger.request_ids_from(before))
    studio.ledger.discard_from(before)
    return RecordingResult(path, one, became)


def _write_failure(
    path: Path, one: PlannedScenario, error: BaseException, request_ids: tuple[str, ...]
) -> RecordingResult:
    interrupted = isinstance(error, KeyboardInterrupt)
    reason = "interrupted" if interrupted else describe_error(error).removeprefix(f"{path}: ")
    return RecordingResult(
        path, one, "failed", reason, request_ids, ends_run=True, interrupted=interrupted
    )
