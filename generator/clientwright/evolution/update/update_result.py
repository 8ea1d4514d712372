"""The results of an update, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from clientwright.problems import Problem

if TYPE_CHECKING:
    from clientwright.testing.cassettes.recorder import RecordingResult
    from clientwright.testing.cassettes.recording_plan import PlannedScenario


@dataclass(frozen=True, slots=True)
class CassetteToRecord:
    """A scenario to record: its path, the hash of the old cassette (None without one), and whether to hide prompts."""

    planned: PlannedScenario
    path: Path
    old_digest: str | None
    hide_prompts: bool


@dataclass(frozen=True, slots=True)
class CassettePlan:
    """What to record against the sandbox, and what is left to a person: live, stray and broken cassettes."""

    to_record: tuple[CassetteToRecord, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class UpdateResult:
    """What an update has written so far; `stop_reasons` are a person's edits that ended it early."""

    changelog: Path | None = None
    specs: list[Path] = field(default_factory=list[Path])
    files: tuple[str, ...] = ()
    recorded: list[RecordingResult] = field(default_factory=list["RecordingResult"])
    stop_reasons: tuple[Problem, ...] = ()
    complete: bool = False

    @property
    def has_changes(self) -> bool:
        """Return whether any file changed."""
        recorded = any(one.status == "written" for one in self.recorded)
        return bool(self.changelog or self.specs or self.files or recorded)
