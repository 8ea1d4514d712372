"""A whole recording: each scenario in turn, its file written only when it is complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clientwright.contract.cassettes import files
from clientwright.contract.cassettes.folder import path_of
from clientwright.contract.cassettes.planning import Planned
from clientwright.contract.cassettes.recording import Unfinished, record, told
from clientwright.contract.cassettes.studio import Studio


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a scenario: `written`, `unchanged`, `skipped` or `failed`, and why.

    `request_ids` are jobs that were submitted for nothing, `stops` tells that no other
    scenario followed: a person `interrupted`, or files cannot be written.
    """

    path: Path
    planned: Planned
    became: str
    reason: str = ""
    request_ids: tuple[str, ...] = ()
    stops: bool = False
    interrupted: bool = False

    def as_json(self) -> dict[str, Any]:
        """Give it for a machine."""
        return {
            "endpoint": str(self.planned.endpoint.id),
            "scenario": self.planned.scenario.name,
            "file": str(self.path),
            "became": self.became,
            "reason": self.reason,
            "request_ids": list(self.request_ids),
        }


def series(
    studio: Studio,
    planned: Sequence[Planned],
    into: Path,
    today: str,
    *,
    hide_prompts: bool = False,
) -> Iterator[Done]:
    """Record what was planned, scenario by scenario; an interruption ends it, and a file that cannot be written.

    Whatever stops a scenario becomes what is told of it, so that the ids of its jobs are never lost.
    """
    for one in planned:
        done = _one(studio, one, into, today, hide_prompts)
        yield done
        if done.stops:
            return


def _one(studio: Studio, one: Planned, into: Path, today: str, hide_prompts: bool) -> Done:
    path = path_of(into, studio.specs.service, one.endpoint, one.scenario.name)
    if one.skipped:
        return Done(path, one, "skipped", one.skipped)
    before = len(studio.ledger.servers)
    try:
        made = record(studio, one.scenario, one.endpoint, today, hide_prompts=hide_prompts)
        became = "written" if files.write(path, made) else "unchanged"
    except Unfinished as error:
        ids, halt = error.request_ids, error.interrupted
        return Done(path, one, "failed", error.reason, ids, halt, halt)
    except (Exception, KeyboardInterrupt) as error:
        return _unwritten(path, one, error, studio.ledger.since(before))
    studio.ledger.settle(before)
    return Done(path, one, became)


def _unwritten(
    path: Path, one: Planned, error: BaseException, request_ids: tuple[str, ...]
) -> Done:
    interrupted = isinstance(error, KeyboardInterrupt)
    reason = "interrupted" if interrupted else told(error).removeprefix(f"{path}: ")
    return Done(path, one, "failed", reason, request_ids, stops=True, interrupted=interrupted)
