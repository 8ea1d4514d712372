"""The mutations of how the runtime waits: when it looks again, when it gives up, and what it says then."""

from __future__ import annotations

from clientwright.testing.mutation import service_needs as needs
from clientwright.testing.mutation.code_edits import (
    CodeEdit,
    drop,
    insert_after,
    replace,
    set_value,
)
from clientwright.testing.mutation.runtime_mutation import RuntimeMutation

WAITING_MUTATIONS: tuple[RuntimeMutation, ...] = (
    RuntimeMutation(
        "finished-is-success",
        "A finished job is a success, whatever its result says.",
        CodeEdit(
            "job_protocol", "JobWait._success", replace("result.phase != 'succeeded'", "False")
        ),
    ),
    RuntimeMutation(
        "failure-unnoticed",
        "Waiting does not end for a failed job.",
        CodeEdit("job_protocol", "JobWait._success", replace("result.phase == 'failed'", "False")),
    ),
    RuntimeMutation(
        "unknown-result-fails",
        "An undocumented word of a result counts as a failure.",
        CodeEdit(
            "job_protocol",
            "JobWait._success",
            replace("result.phase == 'failed'", "result.phase in ('failed', 'unknown')"),
        ),
    ),
    RuntimeMutation(
        "reason-lost",
        "The provider's reason for a failure is dropped.",
        CodeEdit("job_protocol", "JobWait._success", drop("result.error")),
    ),
    RuntimeMutation(
        "cancelled-unnoticed",
        "Waiting does not end for a cancelled job.",
        CodeEdit("job_protocol", "JobWait._look", replace("raise ...", "return None")),
        service=needs.CANCELLED_STATUS,
    ),
    RuntimeMutation(
        "cancelled-result-unnoticed",
        "Waiting does not end if only the result says that the job was cancelled.",
        CodeEdit(
            "job_protocol", "JobWait._success", replace("result.phase == 'cancelled'", "False")
        ),
        service=needs.CANCELLED_RESULT,
    ),
    RuntimeMutation(
        "case-counts",
        "Status words are compared with their case.",
        CodeEdit("service", "Service._documented_value", replace("raw.lower()", "raw")),
    ),
    RuntimeMutation(
        "unknown-status-ends",
        "An undocumented status counts as cancelled.",
        CodeEdit(
            "job_protocol",
            "JobWait._look",
            replace("status.phase == 'cancelled'", "status.phase in ('cancelled', 'unknown')"),
        ),
    ),
    RuntimeMutation(
        "unknown-status-waits-only",
        "The result is not asked for while the status is an undocumented word.",
        CodeEdit(
            "job_protocol",
            "JobWait._look",
            replace("status.phase in ...", "status.phase in ('waiting', 'running', 'unknown')"),
        ),
        service=needs.TWO_WORDS,
    ),
    RuntimeMutation(
        "reads-given-up",
        "A poll that fails is not repeated.",
        CodeEdit(
            "job_operations", "JobOperations._call", replace("not error.temporary or ...", "True")
        ),
    ),
    RuntimeMutation(
        "garbled-poll-ends",
        "A poll that is answered with a page ends the waiting.",
        CodeEdit(
            "response_parsing",
            "error_of",
            replace("found.temporary = ...", "found.temporary = False"),
        ),
    ),
    RuntimeMutation(
        "missing-job-ends",
        "A job that is not found right after its submit ends the waiting.",
        CodeEdit("job_protocol", "YOUNG", set_value("0.0")),
    ),
    RuntimeMutation(
        "missing-job-awaited",
        "A job that is not found is waited for to the deadline.",
        CodeEdit("job_protocol", "YOUNG", set_value("86_400.0")),
    ),
    RuntimeMutation(
        "passing-refusal-ends",
        "One answer of 401, 403 or a redirect ends the waiting.",
        CodeEdit("job_protocol", "PASSING_REFUSALS", set_value("0")),
    ),
    RuntimeMutation(
        "lasting-refusal-awaited",
        "Answers of 401, 403 or a redirect never end the waiting.",
        CodeEdit("job_protocol", "PASSING_REFUSALS", set_value("1000")),
    ),
    RuntimeMutation(
        "refusals-counted-for-ever",
        "Answers of 401 and 403 count though others came between them.",
        CodeEdit(
            "job_protocol",
            "JobWait._look",
            drop("self._refusals = 0"),
            inside="if status.phase in ...: ...",
        ),
    ),
    RuntimeMutation(
        "redirect-ends",
        "One redirect ends the waiting.",
        CodeEdit("job_protocol", "JobWait._is_passing", drop("300 <= ... < 400")),
    ),
    RuntimeMutation(
        "retry-after-obeyed-for-hours",
        "A poll waits as long as the service asks, however long that is.",
        CodeEdit(
            "job_operations",
            "JobOperations._call",
            replace("asked = ...", "asked = getattr(error, 'retry_after', None) or 0.0"),
        ),
    ),
    RuntimeMutation(
        "retry-after-ignored",
        "A poll is repeated before the time that the service asks for.",
        CodeEdit("job_operations", "JobOperations._call", replace("asked = ...", "asked = 0.0")),
    ),
    RuntimeMutation(
        "retry-after-by-own-clock",
        "A Retry-After that is a date is read against the clock of this machine.",
        CodeEdit("retry_delay", "retry_delay", replace("wall if now is None else now", "wall")),
    ),
    RuntimeMutation(
        "no-look-at-the-deadline",
        "A wait ends at its deadline without another look.",
        CodeEdit(
            "job_protocol",
            "JobWait.flow",
            insert_after(
                "yield from self._sleep(schedule.take_turn())",
                "if self._left() <= 0: raise self._timed_out()",
            ),
        ),
    ),
    RuntimeMutation(
        "no-last-attempt",
        "A poll that was asked to wait is not made again at the deadline.",
        CodeEdit(
            "job_operations",
            "JobOperations._call",
            insert_after(
                "yield Sleep(...)", "if self._left(deadline) <= 0: raise _with_job(error, job)"
            ),
        ),
    ),
    RuntimeMutation(
        "no-time-for-the-last-look",
        "The last look of a wait has no time for its answer.",
        CodeEdit("job_operations", "LAST_LOOK", set_value("0.001")),
    ),
    RuntimeMutation(
        "last-status-unsaid",
        "A timeout does not say what the job's last status was.",
        CodeEdit("job_protocol", "_timeout_text", replace("last.status", "''")),
    ),
    RuntimeMutation(
        "ended-job-continues",
        "A timeout always claims that the job continues.",
        CodeEdit("job_protocol", "_timeout_text", replace("last.phase in ...", "last.phase")),
    ),
    RuntimeMutation(
        "constant-pace",
        "The pauses between polls do not grow.",
        CodeEdit(
            "poll_schedule", "PollSchedule.pace", replace("by_age = ...", "by_age = SHORTEST_PACE")
        ),
    ),
    RuntimeMutation(
        "slow-pace",
        "A young job is polled every ten seconds.",
        CodeEdit("poll_schedule", "SHORTEST_PACE", set_value("10.0")),
    ),
    RuntimeMutation(
        "no-shared-pace",
        "Many waits of one client poll at once.",
        CodeEdit("poll_schedule", "PollSchedule.take_turn", replace("at + self._gap", "at")),
    ),
    RuntimeMutation(
        "late-output-unawaited",
        "A job that succeeded without output is an error at the first look.",
        CodeEdit("job_protocol", "OUTPUT_GRACE", set_value("0.0")),
        service=needs.MISSING_OUTPUT,
    ),
    RuntimeMutation(
        "missing-output-awaited",
        "The output of a job that succeeded is waited for to the deadline.",
        CodeEdit("job_protocol", "OUTPUT_GRACE", set_value("86_400.0")),
        service=needs.MISSING_OUTPUT,
    ),
    RuntimeMutation(
        "odd-output-refused",
        "An output of another shape makes the whole answer unusable.",
        CodeEdit("responses", "_parse_output", replace("return None, ...", "raise")),
    ),
    RuntimeMutation(
        "odd-output-undelivered",
        "The error of an output of another shape has no result.",
        CodeEdit(
            "errors",
            "OutputUnreadable.__init__",
            replace("self.result, self.urls = ...", "self.result, self.urls = None, ()"),
        ),
    ),
    RuntimeMutation(
        "urls-of-odd-outputs-unseen",
        "URLs in lists of an output of another shape are not found.",
        CodeEdit(
            "output_urls",
            "urls_in",
            replace("... if is_dict(one) else one", "one.values() if is_dict(one) else ()"),
        ),
        service=needs.URLS_OF_ODD_OUTPUTS,
    ),
)
