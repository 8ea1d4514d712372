"""`cancel` says what became of the job."""

from __future__ import annotations

import json

import pytest

from runtime.byte_server import ByteServer, reply
from runtime.command.journal_support import Done
from runtime.command.shop import VIDEO, Shop, results


@pytest.mark.parametrize(("outcome", "code"), [("cancelled", 0), ("not_cancellable", 1)])
def test_cancel(server: ByteServer, shop: Shop, outcome: str, code: int) -> None:
    """A job that was cancelled is so in the journal; one that runs goes on, which is exit code 1."""
    entry = shop.entry("job-1")
    results(server, status="in_progress")
    server.by_operation["cancel"] = [reply({"request_id": "job-1", "outcome": outcome})]
    done = shop("cancel", "j1", "--json")
    assert (done.code, json.loads(done.out)["outcome"]) == (code, outcome)
    assert shop.state(entry) == ("accepted" if code else "cancelled")


@pytest.mark.parametrize("status", [{"status": "succeeded", "output": VIDEO}, {"status": "failed"}])
def test_cancel_of_a_job_that_has_ended(
    server: ByteServer, shop: Shop, status: dict[str, object]
) -> None:
    """`cancel` says how a job has ended: once it was asked, and then by the journal alone."""
    shop.entry("job-1")
    results(server, **status)
    server.by_operation["cancel"] = [reply({"request_id": "job-1", "outcome": "not_cancellable"})]
    for _ in range(2):
        done = shop("cancel", "j1")
        assert done == Done(1, f"j1: not cancelled; the job has {status['status']}\n", "")
    assert [operation for operation, _ in server.answered] == ["cancel", "result"]


def test_cancel_of_a_job_that_was_cancelled(server: ByteServer, shop: Shop) -> None:
    """A job that was cancelled is done, and a job that runs goes on."""
    shop.entry("job-1")
    server.by_operation["cancel"] = [reply({"request_id": "job-1", "outcome": "cancelled"})]
    assert shop("cancel", "j1").out == "j1: cancelled\n"
    assert shop("cancel", "j1") == Done(0, "j1: it was already cancelled\n", "")
    shop.entry("job-2")
    server.by_operation["cancel"] = [reply({"request_id": "job-2", "outcome": "not_cancellable"})]
    server.by_operation["result"] = [reply({"request_id": "job-2", "status": "in_progress"})]
    done = shop("cancel", "j2")
    assert done == Done(
        1, "j2: not cancelled (not_cancellable); the job is already running and continues\n", ""
    )
