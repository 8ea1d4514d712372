"""The sandbox of every service answers as its file says: words, HTTP statuses, errors, cancels."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest

from clientwright.rules.json_edit import MISSING
from clientwright.sandbox.accounts import ACCOUNTS
from clientwright.specs.wire_facts import WireFacts
from clientwright.testing.service_wire import WireAnswer
from sandbox.services import CLIP, DOCUMENTS, Calls, calls_of

WAITS, RUNS, ENDED = 0.0, 7.0, 20.0
"""Seconds after a submit at which a job waits, runs, has ended."""


@pytest.fixture(params=DOCUMENTS)
def calls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Calls]:
    """Serve each service in turn."""
    with calls_of(DOCUMENTS[request.param], tmp_path) as found:
        yield found


def kinds_of(facts: WireFacts, code: object, http: int = 0) -> set[str]:
    """Return the kinds of error that a code tells, or the HTTP status of a refusal without a code."""
    if code is not None:
        return {error.kind for error in facts.errors if error.code == code}
    return {error.kind for error in facts.errors if error.code is None and error.http == http}


def kinds_in(calls: Calls, operation: str, answer: WireAnswer) -> set[str]:
    """Return the kinds of error that an answer shows, as a refusal or as the end of a job."""
    if answer.status >= 400:
        return kinds_of(calls.facts, calls.wire.code_of(answer), answer.status)
    told = calls.wire.value(operation, "code", answer)
    return set() if told is MISSING else kinds_of(calls.facts, told)


def refusal_of_input(calls: Calls, body: object) -> WireAnswer:
    """Return the refusal of an input: by the submit, or by the job itself."""
    if not calls.facts.refuses_in_result:
        return calls.make("submit", body=body)
    id = calls.submit(body=body)
    calls.after(ENDED)
    return calls.make("result", id)


@pytest.mark.parametrize(
    ("seconds", "phase", "token"),
    [
        (WAITS, "waiting", "sandbox-token"),
        (RUNS, "running", "sandbox-token"),
        (ENDED, "succeeded", "sandbox-token"),
        (ENDED, "failed", "sandbox-unlucky"),
        (WAITS, "cancelled", "sandbox-token"),
    ],
)
def test_each_phase_has_its_word_and_status(
    calls: Calls, seconds: float, phase: str, token: str
) -> None:
    """In each phase, a status has the word and the HTTP status that the file gives it, and a result, too."""
    id = calls.submit(token)
    if phase == "cancelled":
        assert calls.make("cancel", id).status < 300
    status = calls.after(seconds).make("status", id, token)
    assert status.status == calls.facts.operations["status"].http_in(phase)
    assert calls.wire.value("status", "status", status) == calls.wire.word("status", phase)
    result = calls.make("result", id, token)
    word = calls.wire.word("result", phase)
    if calls.facts.ends_by_http:
        ends = {"succeeded": 200, "failed": 422, "cancelled": 499}
        assert result.status == ends.get(phase, 400)
        own = calls.facts.own_answer_header.lower() in result.headers
        assert own == (phase in ends)
    elif word:
        assert result.status == calls.facts.operations["result"].http_in(phase)
        assert calls.wire.value("result", "status", result) == word
    else:
        assert result.status == 400
    output = calls.wire.value("result", "output", result)
    assert (output is not MISSING and result.status < 300) == (phase == "succeeded")


def test_each_kind_of_error_can_be_provoked(calls: Calls) -> None:
    """Each kind of error in the file is answered to some documented token."""
    seen: set[str] = set()
    unfit = calls.wire.submit_body({"prompt": 5}, str(CLIP.id))
    for token in ACCOUNTS.serving(calls.facts).by_token:
        submitted = [calls.make("submit", token=token) for _ in range(2)]
        seen |= {kind for one in submitted for kind in kinds_in(calls, "submit", one)}
        accepted = [one for one in submitted if one.status < 300]
        ids = [str(calls.wire.value("submit", "request_id", one)) for one in accepted]
        for id in ids[1:]:
            calls.make("cancel", id, token)
        calls.after(ENDED)
        for id in ids:
            for operation in ("status", "result", "result"):
                seen |= kinds_in(calls, operation, calls.make(operation, id, token))
    for answer in (
        calls.make("result", calls.submit(), "sandbox-other"),
        calls.make("submit", token="nobody"),
        refusal_of_input(calls, unfit),
        calls.make("submit", model_id="acme/none"),
        calls.make("result", "none"),
    ):
        assert answer.status >= 400
        seen |= kinds_in(calls, "result", answer)
    assert seen == {error.kind for error in calls.facts.errors}


def test_refusals_have_documented_codes_and_words(calls: Calls) -> None:
    """A refusal has the words where the file says, and a code of the file or none."""
    unfit = calls.wire.submit_body({}, str(CLIP.id))
    answers = [
        calls.make("result", "none"),
        calls.make("status", "none", "nobody"),
        calls.make("submit", model_id="acme/none"),
        calls.make("submit", token="sandbox-poor"),
        calls.make("submit", token="sandbox-busy"),
        calls.make("submit", body=[]),
        refusal_of_input(calls, unfit),
    ]
    codes = {error.code for error in calls.facts.errors} | {None}
    for answer in answers:
        assert answer.status >= 400
        code = calls.wire.code_of(answer)
        assert code in codes or calls.facts.codes_at[-1].pointer == "/detail/0/type"
        words_at = (calls.facts.words_at or ("/error_message",))[0]
        assert answer.body[words_at.split("/")[1]]


def test_unknown_models_and_requests_differ_where_the_file_does(calls: Calls) -> None:
    """An unknown model has the first not-found that is no 404, an unknown request the one that is."""
    listed = [error for error in calls.facts.errors if error.kind == "not-found"]
    model = next((one for one in listed if one.http != 404), listed[0])
    request = next((one for one in listed if one.http == 404), listed[0])
    for answer, error in (
        (calls.make("submit", model_id="acme/none"), model),
        (calls.make("status", "none"), request),
    ):
        assert (answer.status, calls.wire.code_of(answer)) == (error.http, error.code)


def test_jobs_of_every_phase_survive_a_restart(calls: Calls, tmp_path: Path) -> None:
    """A job goes on under the next server on the same file, also one that was asked to stop."""
    running = calls.submit()
    unlucky = calls.submit("sandbox-unlucky")
    calls.after(RUNS)
    calls.make("cancel", running)
    waiting = calls.submit()
    with calls_of(calls.service.document, tmp_path) as after:
        after.clock.now = calls.clock.now
        for seconds in (0.0, 1.0, 1.0, ENDED):
            for one in (calls, after):
                one.after(seconds)
            for id, token in (
                (running, "sandbox-token"),
                (unlucky, "sandbox-unlucky"),
                (waiting, "sandbox-token"),
            ):
                for operation in ("status", "result"):
                    before = calls.make(operation, id, token)
                    assert after.make(operation, id, token) == before


def test_what_every_call_has_must_be_there(tmp_path: Path) -> None:
    """A call without the query or the header that every such call has is refused as malformed, and does nothing."""
    with calls_of(DOCUMENTS["made_up"], tmp_path) as calls:
        id, body = calls.submit(), calls.wire.submit_body({"prompt": "x"}, str(CLIP.id))
        key = {"X-Key": "sandbox-token"}
        mode = {"X-Mode": "queue"}
        calls.after(ENDED)
        for method, path, headers, status in (
            ("PUT", "/new/acme?api=3", mode, 202),
            ("PUT", "/new/acme", mode, 400),
            ("PUT", "/new/acme?api=2", mode, 400),
            ("PUT", "/new/acme?api=3", {}, 400),
            ("GET", f"/acme/{id}/output?full=yes", {}, 200),
            ("GET", f"/acme/{id}/output", {}, 400),
        ):
            sent = {"json": body} if method == "PUT" else {}
            answer = calls.http.request(
                method, f"/v2/jobs{path}", headers={**key, **headers}, **sent
            )
            assert answer.status_code == status, (path, answer.text)


def test_looks_time_out_where_no_end_can_tell_it(tmp_path: Path) -> None:
    """Where results have no place for a code, every second look of the late account has the error of that kind."""
    document = copy.deepcopy(DOCUMENTS["made_up"])
    del document["operations"]["result"]["fields"]["code"]
    with calls_of(document, tmp_path) as calls:
        id = calls.submit("sandbox-late")
        looks = [calls.make("status", id, "sandbox-late") for _ in range(4)]
        assert [one.status for one in looks] == [504, 202, 504, 202]
        assert calls.wire.code_of(looks[0]) == "too-slow"
