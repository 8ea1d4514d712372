"""Faults in how a job ended: what a result and a cancel are answered."""

from __future__ import annotations

from typing import Any

from testing.independent.faults.answers import HTML, in_state, with_word
from testing.independent.faults.planting import (
    Change,
    Fault,
    answers,
    renamed,
    where,
    with_values,
    without,
)
from testing.independent.lenient import OUTPUT
from testing.independent.loopback import Answer


def _outcome(old: str, new: Any) -> Change:
    return where(lambda value: value["outcome"] == old, with_values(outcome=new))


def _output(output: Any) -> Change:
    return in_state("succeeded", with_values(output=output))


RESULT = (
    Fault(
        "result without a status", "jobs/result-vocabulary", answers("result", without("status"))
    ),
    Fault(
        "result under another name",
        "jobs/result-vocabulary",
        answers("result", renamed("status", "state")),
    ),
    Fault(
        "result says completed",
        "jobs/result-vocabulary",
        answers("result", with_word("succeeded", "completed")),
    ),
    Fault(
        "result says success",
        "jobs/result-vocabulary",
        answers("result", with_word("succeeded", "success")),
    ),
    Fault(
        "result says done while it runs",
        "jobs/result-vocabulary",
        answers("result", with_word("in_progress", "done")),
    ),
    Fault(
        "result says canceled",
        "jobs/result-spelling",
        answers("result", with_word("cancelled", "canceled")),
    ),
    Fault(
        "result says Succeeded",
        "jobs/result-spelling",
        answers("result", with_word("succeeded", "Succeeded")),
    ),
    Fault(
        "result says waiting",
        "jobs/result-spelling",
        answers("result", with_word("in_queue", "waiting")),
    ),
    Fault("result answered with HTML", "jobs/result-vocabulary", answers("result", lambda _: HTML)),
    Fault(
        "result answered with nothing",
        "jobs/result-vocabulary",
        answers("result", lambda _: Answer(200, b"")),
    ),
    Fault(
        "output of a waiting job",
        "jobs/output-only-when-succeeded",
        answers("result", in_state("in_queue", with_values(output=OUTPUT))),
    ),
    Fault(
        "output of a running job",
        "jobs/output-only-when-succeeded",
        answers("result", in_state("in_progress", with_values(output=OUTPUT))),
    ),
    Fault(
        "empty output of a running job",
        "jobs/output-only-when-succeeded",
        answers("result", in_state("in_progress", with_values(output={}))),
    ),
    Fault(
        "output of a cancelled job",
        "jobs/output-only-when-succeeded",
        answers("result", in_state("cancelled", with_values(output=OUTPUT))),
    ),
    Fault(
        "success without output", "jobs/succeeded-has-output", answers("result", without("output"))
    ),
    Fault(
        "output under another name",
        "jobs/succeeded-has-output",
        answers("result", renamed("output", "outputs")),
    ),
    Fault("output is null", "jobs/succeeded-has-output", answers("result", _output(None))),
    Fault("output is empty", "jobs/succeeded-has-output", answers("result", _output({}))),
    Fault(
        "output is no list of anything", "jobs/succeeded-has-output", answers("result", _output([]))
    ),
    Fault("output is a number", "jobs/output-type", answers("result", _output(7))),
    Fault("output is a word", "jobs/output-type", answers("result", _output("done"))),
    Fault("output is a list of numbers", "jobs/output-type", answers("result", _output([1, 2]))),
    Fault("output is a list of objects", "jobs/output-type", answers("result", _output([OUTPUT]))),
    Fault(
        "video of an output is a list",
        "jobs/output-type",
        answers("result", _output({"video": ["https://a.b/c.mp4"]})),
    ),
    Fault(
        "videos of an output are a text",
        "jobs/output-type",
        answers("result", _output({"videos": "https://a.b/c.mp4"})),
    ),
    Fault(
        "videos of an output are objects",
        "jobs/output-type",
        answers("result", _output({"videos": [{"url": "https://a.b/c.mp4"}]})),
    ),
    Fault(
        "video of an output is a path",
        "jobs/output-type",
        answers("result", _output({"video": "/files/c.mp4"})),
    ),
    Fault(
        "image of an output is a number",
        "jobs/output-type",
        answers("result", _output({"image": 7})),
    ),
)
CANCEL = (
    Fault(
        "cancel without an outcome", "jobs/cancel-outcomes", answers("cancel", without("outcome"))
    ),
    Fault(
        "outcome under another name",
        "jobs/cancel-outcomes",
        answers("cancel", renamed("outcome", "result")),
    ),
    Fault("outcome is true", "jobs/cancel-outcomes", answers("cancel", with_values(outcome=True))),
    Fault(
        "outcome says canceled",
        "jobs/cancel-spelling",
        answers("cancel", _outcome("cancelled", "canceled")),
    ),
    Fault(
        "outcome says cancelling",
        "jobs/cancel-outcomes",
        answers("cancel", _outcome("cancelled", "cancelling")),
    ),
    Fault(
        "outcome says too_late",
        "jobs/cancel-outcomes",
        answers("cancel", _outcome("not_cancellable", "too_late")),
    ),
    Fault(
        "outcome in capitals",
        "jobs/cancel-spelling",
        answers("cancel", lambda v: v | {"outcome": v["outcome"].upper()}),
    ),
    Fault(
        "cancel answered with nothing",
        "jobs/cancel-outcomes",
        answers("cancel", lambda _: Answer(204, b"")),
    ),
    Fault(
        "cancel answered with a text",
        "jobs/cancel-outcomes",
        answers("cancel", lambda v: v["outcome"]),
    ),
)
FAULTS = (*RESULT, *CANCEL)
