"""Scripts of a job's updates: answers, and the loop over them."""

from __future__ import annotations

from typing import Any

from clientwright.runtime.job_handle import JobHandle
from clientwright.runtime.job_updates import Following
from clientwright.runtime.update_iterators import JobUpdates
from runtime.scripted_flow import JOB, ScriptedRun

OUTPUT = {"video": "https://x.demo.example/v.mp4"}


def unchanged(flow: Any) -> Any:
    """Return a flow as it is, as a job of a client without a journal does."""
    return flow


def updates_of(
    play: ScriptedRun, timeout: float | None = 1800.0, job: JobHandle[Any] = JOB
) -> JobUpdates[Any]:
    """Follow a job of a script."""
    return JobUpdates(None, play.run, Following(play.protocol, job, timeout, unchanged))


def waits(api_or_play: Any) -> int:
    """Return how many waits the schedule of polls counts."""
    if isinstance(api_or_play, ScriptedRun):
        protocol: Any = api_or_play.protocol
    else:
        protocol = vars(api_or_play)["_connection"].protocol
    count: int = vars(protocol.schedule)["_waits"]
    return count
