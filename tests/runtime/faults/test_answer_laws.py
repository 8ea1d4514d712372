"""Laws over drawn answers: no second submit, no lost id, no false success, no false comfort."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import event, example, given
from hypothesis import strategies as st

from clientwright.runtime.errors import ClientError, JobTimedOut, SubmitUnknown
from clientwright.runtime.job_operations import MAX_SUBMIT_ATTEMPTS
from clientwright.runtime.response_parsing import Response
from clientwright.runtime.responses import Success
from clientwright.runtime.steps import HttpRequest, MaybeSent, NotSent
from runtime.demo_service import SERVICE
from runtime.scripted_flow import JOB, ScriptedRun, ScriptStep, submit

USABLE = st.sampled_from(["job-1", "a/b", "run:1.2", "é", "%2e", "x" * 512]) | st.integers(1)
UNUSABLE = st.sampled_from(["", ".", "..", "a\n", "x" * 513, None, True, 1.5, [], {}, ["job-1"]])
CODES = st.sampled_from([400001, "400002", 400004, 500001, 777, "OK", 0, None])
SEEN_IDS = USABLE | UNUSABLE
OBJECTS = st.fixed_dictionaries(
    {},
    optional={
        "request_id": SEEN_IDS,
        "data": st.fixed_dictionaries({}, optional={"request_id": SEEN_IDS}) | st.none(),
        "error_code": CODES,
        "message": st.sampled_from(["no", "", None, ["no"]]),
        "status": st.sampled_from(["in_queue", "failed", 7]),
    },
)
BODIES = st.one_of(
    OBJECTS.map(lambda data: json.dumps(data).encode()),
    OBJECTS.map(lambda data: json.dumps(data).encode()[:-1]),
    OBJECTS.map(lambda data: json.dumps([data]).encode()),
    st.sampled_from([b"", b"<html>", b"null", b"\xff", b'"job-1"', b"7"]),
)
RETRY_AFTER = st.sampled_from(
    ["0", "1", "-5", "NaN", "inf", "1e300", "soon", "", "59", "Tue, 14 Nov 2023 22:30:10 GMT"]
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "retry-after": RETRY_AFTER,
        "date": st.sampled_from(["Tue, 14 Nov 2023 22:30:00 GMT", "yesterday"]),
        "location": st.just("https://elsewhere.example/"),
    },
)
STATUSES = st.sampled_from(
    [
        *(200, 200, 200, 201, 202, 204, 301, 302, 307, 400, 401, 404, 408, 409, 422, 429, 429),
        *(500, 502, 503, 503, 504, 520),
    ]
)
RESPONSES = st.builds(Response, STATUSES, HEADERS, BODIES, st.booleans() | st.just(True))
SUBMIT_STEPS = RESPONSES | st.sampled_from([NotSent("refused"), MaybeSent("reset")])


def data_of(step: ScriptStep) -> Any:
    """Return the JSON of an answer, or None."""
    try:
        return json.loads(step.body) if isinstance(step, Response) and step.complete else None
    except ValueError:
        return None


def is_usable(found: object) -> bool:
    """Return whether a value is text that a path can carry."""
    fits = isinstance(found, str) and 0 < len(found) <= 512 and found.isprintable()
    return fits and found not in (".", "..")


def told_id(step: ScriptStep) -> str | None:
    """Return the request id that an answer to a submit tells, at its top or further in, also if it was cut."""
    places = [data_of(step._replace(complete=True) if isinstance(step, Response) else step)]
    for place in places:
        if isinstance(place, dict):
            found = place.get("request_id")
            if isinstance(found, int) and not isinstance(found, bool):
                found = str(found)
            if is_usable(found):
                return str(found)
            places += place.values()
        elif isinstance(place, list):
            places += place
    return None


def began_nothing(step: ScriptStep) -> bool:
    """Return whether no work can have begun after this answer, or for lack of one."""
    if isinstance(step, Exception):
        return isinstance(step, NotSent)
    own_503 = (
        step.status == 503 and "retry-after" in step.headers and isinstance(data_of(step), dict)
    )
    return step.status == 429 or own_503


@example([Response(429, {}, b'{"request_id": "job-1"}')])
@given(st.lists(SUBMIT_STEPS, min_size=1, max_size=MAX_SUBMIT_ATTEMPTS + 1))
def test_submit_buys_once_and_keeps_the_id(steps: list[ScriptStep]) -> None:
    """Whatever the answers, only certain refusals are repeated, and an id that was told is handed on."""
    play = ScriptedRun(steps)
    try:
        got: Any = submit(play)
        id = got
    except ClientError as error:
        got, id = error, error.request_id
    event(type(got).__name__)
    answers = (steps + steps[-1:] * MAX_SUBMIT_ATTEMPTS)[: len(play.sent)]
    assert 1 <= len(answers) <= MAX_SUBMIT_ATTEMPTS
    assert all(began_nothing(step) for step in answers[:-1])
    assert id == told_id(answers[-1])
    assert [told_id(step) for step in answers[:-1]] == [None] * (len(answers) - 1)
    if isinstance(got, str):
        assert answers[-1].status < 300
    if isinstance(got, SubmitUnknown) and id:
        assert id in str(got)


@given(RESPONSES)
def test_failure_of_the_server_is_no_clean_refusal(step: Response) -> None:
    """An answer that is neither a refusal by status nor by a documented code leaves the outcome unknown."""
    data = data_of(step)
    code = str(data.get("error_code")) if isinstance(data, dict) else ""
    clean = 400 <= step.status < 500 and step.status != 408
    clean |= code in {"400001", "400002", "400004"} or began_nothing(step)
    try:
        got: Any = submit(ScriptedRun([step]))
    except ClientError as error:
        got = error
    assert isinstance(got, SubmitUnknown | str) or clean
    assert getattr(got, "body", step.body) == step.body


WORDS = st.sampled_from(
    [
        *("in_queue", "in_progress", "completed", "cancelled", "succeeded", "failed", "QUEUED"),
        *("frobbing", "error", "", "in_progress", "completed"),
    ]
)
POLLED = st.fixed_dictionaries(
    {"status": WORDS | st.sampled_from([7, None])},
    optional={
        "request_id": st.sampled_from(["job-1", "job-1", "job-1", "job-2", None]),
        "output": st.sampled_from([None, {}, {"video": "https://x/v"}, 7, {"video": ["u"]}, "u"]),
        "error": st.just("unhappy"),
        "queue_position": st.integers(0, 3),
    },
)
POLL_STEPS = st.one_of(
    POLLED.map(lambda data: Response(200, {}, json.dumps(data).encode())),
    POLLED.map(lambda data: Response(200, {}, json.dumps(data).encode())),
    RESPONSES,
    st.sampled_from([NotSent("refused"), MaybeSent("reset")]),
)


class TimedRun(ScriptedRun):
    """A run that notes when each request began, and what answered it."""

    def __init__(self, script: list[ScriptStep], **more: float) -> None:
        super().__init__(script, **more)
        self.began: list[float] = []
        self.answers: list[tuple[str, ScriptStep]] = []

    def _perform(self, wanted: Any) -> Any:
        if isinstance(wanted, HttpRequest):
            self.began.append(self.clock - 1000.0)
            self.answers.append((wanted.path.rpartition("/")[2], self.script[0]))
        return super()._perform(wanted)

    def last_phase(self) -> str | None:
        """Return the phase of the last word about the job that can be read."""
        for name, step in reversed(self.answers):
            data = data_of(step)
            word = data.get("status") if isinstance(data, dict) else None
            own = isinstance(data, dict) and data.get("request_id", "job-1") == "job-1"
            if isinstance(word, str) and own and step.status < 300 and "error_code" not in data:
                return (SERVICE.status if name == "status" else SERVICE.result)(word)[1]
        return None


@given(
    st.lists(POLL_STEPS, min_size=1, max_size=12),
    st.sampled_from([0, 0.5, 5.0, 70.0, 600.0]),
    st.sampled_from([0.01, 0.4, 3.0]),
)
def test_wait_never_lies(steps: list[ScriptStep], timeout: float, per_call: float) -> None:
    """A success has an output of the result, all else has the id, and nothing is asked after the end."""
    play = TimedRun(steps, seconds_per_call=per_call)
    try:
        got: Any = play.run(play.protocol.wait(JOB, timeout))
    except ClientError as error:
        got = error
    event(type(got).__name__)
    assert got.request_id == JOB.request_id
    late = [name for (name, _), at in zip(play.answers, play.began, strict=True) if at > timeout]
    assert late in ([], ["result"]), "only the result of the last look may be read after the end"
    assert all(request.method == "GET" for request in play.sent)
    assert all(seconds <= 60 + 8 for seconds in play.slept)
    if isinstance(got, Success):
        name, step = play.answers[-1]
        assert name == "result"
        assert data_of(step)["status"] == "succeeded"
        assert data_of(step)["output"] is not None
    if isinstance(got, JobTimedOut):
        told = "\n".join([str(got), *getattr(got, "__notes__", [])])
        running = play.last_phase() in {"waiting", "running"}
        assert ("continues" in told) <= running, play.last_phase()


@given(st.lists(POLL_STEPS, max_size=8))
def test_wait_finds_the_job_that_ends_in_time(steps: list[ScriptStep]) -> None:
    """A wait whose answers only delay is a success once the job has succeeded."""
    delays = [
        step
        for step in steps
        if isinstance(step, Exception)
        or (step.status in (429, 503) and b"error_code" not in step.body)
    ]
    done = {"status": "completed"}, {"status": "succeeded", "output": {"video": "https://x/v"}}
    answers = [Response(200, {}, json.dumps(data).encode()) for data in done]
    play = TimedRun([*delays, *answers])
    assert isinstance(play.run(play.protocol.wait(JOB, 3600.0)), Success)
