"""Words of status of every look: waited on, asked about at the result, or reported, never taken for a success."""

from __future__ import annotations

from runtime.byte_server import reply, send
from runtime.faults.fault import COMPLETED, DONE, ID, QUEUED, Fault, Outcome, poll_fault
from runtime.faults.polled_answers import RUNNING, SHORT, answer, result_fault

FAILED = reply({"request_id": ID, "status": "failed", "error": "the model was unhappy"})


def last_word(*words: str, continues: bool) -> object:
    """Return a check of the text of a wait that timed out: one of these words, and whether the job continues."""

    def check(outcome: Outcome) -> bool:
        text = "\n".join([str(outcome.got), *getattr(outcome.got, "__notes__", [])])
        return any(word in text for word in words) and ("continues" in text) == continues

    return check


def has_reason(outcome: Outcome) -> bool:
    """Whether the error has the provider's reason and the result."""
    return "the model was unhappy" in str(outcome.got) and outcome.got.result.phase == "failed"


WORDS = [
    *(
        poll_fault(f"status-{word}-result-succeeded", answer(word))
        for word in (
            *("completed", "COMPLETED", "Completed", "failed", "FAILED", "succeeded", "SUCCEEDED"),
            *("error", "success", "done", "finished", "frobbing", "", "ready", "状态", "timeout"),
        )
    ),
    *(
        Fault(
            f"status-{word}-result-failed",
            {"status": (answer(word),), "result": (FAILED,)},
            ("JobFailed",),
            call="wait",
            check=has_reason,
        )
        for word in ("completed", "failed", "FAILED", "error", "succeeded", "frobbing")
    ),
    *(
        Fault(
            f"status-{word}-first",
            {"status": (answer(word), COMPLETED), "result": (RUNNING, DONE)},
            ("Success",),
            call="wait",
        )
        for word in ("frobbing", "error", "failed", "succeeded")
    ),
    *(
        poll_fault(f"status-{word}-first", answer(word, queue_position=2), COMPLETED)
        for word in (
            *("in_queue", "IN_QUEUE", "pending", "waiting", "queued", "in_progress", "starting"),
            *("processing", "Processing"),
        )
    ),
    *(
        poll_fault(f"status-{word}", answer(word), got=("JobCancelled",))
        for word in ("cancelled", "canceled", "CANCELLED")
    ),
    *(
        result_fault(f"result-{word}", answer(word), got=("JobCancelled",))
        for word in ("cancelled", "canceled", "Cancelled")
    ),
    result_fault("result-lags", RUNNING, answer("in_queue"), DONE),
    result_fault("result-unknown-word-once", answer("frobbing"), DONE),
    result_fault(
        "result-succeeded-in-capitals", answer("SUCCEEDED", output={"video": "https://x/v"})
    ),
    poll_fault("status-backwards", RUNNING, QUEUED, COMPLETED),
    poll_fault("status-queue-position-is-text", answer("in_queue", queue_position="2"), COMPLETED),
    poll_fault("status-without-id", reply({"status": "completed"})),
    poll_fault(
        "status-on-one-connection-each",
        *[
            send(
                b'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 21\r\n\r\n{"status": "in_queue"}'
            )
        ],
        COMPLETED,
    ),
]
TIMED_OUT = [
    poll_fault(
        f"timed-out-{word}",
        answer(word),
        got=("JobTimedOut",),
        options=SHORT,
        check=last_word(word, continues=True),
    )
    for word in ("in_queue", "in_progress")
] + [
    Fault(
        f"timed-out-status-{status}-result-{result}",
        {"status": (answer(status),), "result": (answer(result),)},
        ("JobTimedOut",),
        call="wait",
        options=SHORT,
        check=last_word(status, result, continues=result.startswith("in_")),
    )
    for status, result in (
        ("frobbing", "frobbing"),
        ("completed", "frobbing"),
        ("failed", "failing"),
        ("error", "in_progress"),
    )
]
FAULTS = [*WORDS, *TIMED_OUT]
