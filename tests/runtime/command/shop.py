"""Paid jobs of a sandbox or of a scripted server, and the command on their journal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from clientwright.runtime.journal.claim import Scope
from clientwright.runtime.journal.entry import Entry
from clientwright.runtime.journal.open_journal import open_journal
from clientwright.sandbox.server import RunningSandbox
from runcomfy import RunComfy, kling
from runtime.byte_server import ByteServer, reply
from runtime.command.journal_support import Done, claimed, command_here, environment

TEXT_TO_VIDEO = kling.kling_3_0.standard.text_to_video


STATUS = {"request_id": "job-1", "status": "in_progress"}


VIDEO = {"video": "https://x.example/v.mp4?signature=1"}


GONE = reply({"error_code": 1, "message": "The request is missing, deleted or expired."}, 404)


def submit(sandbox: RunningSandbox, journal: Path, count: int) -> list[str]:
    """Submit jobs, and leave; return their request ids."""
    with RunComfy(sandbox.token, sandbox.base_url, journal=journal) as api:
        request = TEXT_TO_VIDEO.request(prompt="A lighthouse at dawn")
        return [api.submit(request, once=f"key {n}").request_id for n in range(count)]


def settings(sandbox: RunningSandbox, journal: Path, **more: str) -> dict[str, str]:
    """Return the environment of a sandbox's user."""
    known = {"RUNCOMFY_MODEL_API_BASE": sandbox.base_url, "RUNCOMFY_API_TOKEN": sandbox.token}
    return environment(RUNCOMFY_JOURNAL=str(journal), **known, **more)


class Shop:
    """A journal of jobs of a scripted server, and the command on both."""

    def __init__(self, server: ByteServer, journal: Path) -> None:
        self.server, self.journal = server, journal
        self.env = environment(
            RUNCOMFY_JOURNAL=str(journal),
            RUNCOMFY_MODEL_API_BASE=server.base_url,
            RUNCOMFY_API_TOKEN="t",
        )

    def entry(self, request_id: str | None, account: str = "studio-a", **more: Any) -> Entry:
        """Write down a submit that was accepted, or whose answer was lost."""
        database = open_journal(self.journal)
        entry = claimed(database, Scope(self.server.base_url, account), **more)
        if request_id is None:
            database.unknown(entry, "its answer was lost")
        else:
            database.accepted(entry, request_id)
        database.close()
        return entry

    def state(self, entry: Entry) -> str:
        """Return the state of an entry now."""
        database = open_journal(self.journal)
        found = database.entry(entry.id)
        database.close()
        return found.state if found else ""

    def __call__(self, *arguments: str) -> Done:
        """Run the command, in this process."""
        return command_here("--account", "studio-a", *arguments, env=self.env)


def results(server: ByteServer, **result: object) -> None:
    """Let job-1 be finished with this result."""
    server.by_operation = {
        "status": [reply({"request_id": "job-1", "status": "completed"})],
        "result": [reply({"request_id": "job-1", **result})],
    }
