"""Scripts of waits: answers that pass, and the wait for a job."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from runtime.scripted_flow import JOB, ScriptedRun, status_answer

DONE = [
    status_answer("completed"),
    status_answer("succeeded", output={"video": "https://x/v.mp4", "new": 1}),
]
OPEN = st.sampled_from(
    [
        status_answer("in_queue", queue_position=3),
        status_answer("IN_PROGRESS"),
        status_answer("queued"),
    ]
)


def wait(play: ScriptedRun, timeout: float | None = 1800.0, on_update: Any = None) -> Any:
    """Wait against a script."""
    return play.run(play.protocol.wait(JOB, timeout, on_update))
