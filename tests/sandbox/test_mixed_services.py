"""Services that mix the facts of others: whatever a file says, the sandbox's answers are where it says."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.rules.json_edit import MISSING
from sandbox.services import CLIP, DOCUMENTS, GOOD_INPUT, Calls, calls_of

RUNCOMFY, FAL, REPLICATE = (DOCUMENTS[name] for name in ("runcomfy", "fal", "replicate"))
POINTERS = ("", "/input", "/job/arguments", "/a~1b/c")
PLACES = st.sampled_from(["/x", "/deep/er/x", "/list/0/x", {"header": "X-Value"}])


def _facts(document: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: document[name] for name in names if name in document}


VOCABULARIES = st.sampled_from([RUNCOMFY, FAL, REPLICATE]).map(
    lambda document: _facts(document, "status", "result")
)
CANCELS = st.sampled_from(
    [
        {"outcomes": ["done", "too late"]},
        {"answers": [{"http": 202, "means": "cancelled"}, {"http": 409, "means": "too-late"}]},
        {"answers": [{"word": "asked", "means": "requested"}, {"http": 410, "means": "too-late"}]},
    ]
)
ERRORS = st.sampled_from(
    [
        _facts(RUNCOMFY, "errors"),
        _facts(FAL, "error", "errors"),
        _facts(REPLICATE, "error", "errors"),
        {**_facts(FAL, "errors"), "error": {"code_at": [{"header": "X-Code"}], "sure": "?"}},
        {**_facts(RUNCOMFY, "errors"), "error": {"code_at": ["/why/0/code"], "sure": "?"}},
        {
            **_facts(FAL, "errors"),
            "error": {"code_at": ["/e/code"], "words_at": ["/e/words"], "sure": "?"},
        },
    ]
)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a service's file."""
    vocabulary = draw(VOCABULARIES)
    part = draw(st.sampled_from(["", "/{model_id}", "/{app}"]))
    place = draw(PLACES)
    fields = {"request_id": place, "status": "/state/word", "outcome": "/state/outcome"}
    jobs = f"/jobs{part}/{{request_id}}"
    one_call = vocabulary == _facts(REPLICATE, "status", "result")
    by_http = vocabulary.get("result", {}).get("by") == "http"
    status = {"method": "GET", "path": jobs, "fields": {**fields, "output": "/made"}, "sure": "?"}
    output = "" if by_http else "/made"
    result = {"method": "GET", "path": f"{jobs}/end", "fields": {**fields, "output": output}}
    if by_http:
        result["fields"] = {"output": ""}
        status["fields"] = {**fields, "code": "/error", "error": "/words"}
    constants: dict[str, str] = draw(
        st.sampled_from([{"/model": "{model_id}"}, {"/m/id": "v1:{model_id}", "/mode": "x"}])
    )
    submit = {
        "method": "POST",
        "path": "/run",
        "input_at": draw(st.sampled_from(POINTERS[1:])),
        "constants": constants,
        "fields": fields,
        "http": draw(st.sampled_from([200, 201, 202])),
        "sure": "?",
    }
    if draw(st.booleans()):
        submit = {"method": "PUT", "path": "/run/{model_id}", "fields": fields, "sure": "?"}
    words = list(vocabulary["status"]["values"])
    return {
        **{key: RUNCOMFY[key] for key in RUNCOMFY if key not in ("status", "result", "errors")},
        **vocabulary,
        **draw(ERRORS),
        "base_url": draw(st.sampled_from(["https://api.example", "https://api.example/v7"])),
        "auth": {**draw(st.sampled_from([FAL["auth"], RUNCOMFY["auth"]])), "header": "X-Key"},
        "path_parts": {"app": {"first": draw(st.integers(1, 5)), "sure": "?"}},
        "operations": {
            "submit": submit,
            "status": status,
            "result": {"same_as": "status"} if one_call else {**result, "sure": "?"},
            "cancel": {"method": "DELETE", "path": jobs, "fields": fields, "sure": "?"},
        },
        "cancel": {**draw(CANCELS), "cancellable": words[:2], "sure": "?"},
    }


def live_through(calls: Calls) -> None:
    """Let jobs of a service reach every phase, and check where its answers have what."""
    wire, facts = calls.wire, calls.facts
    phases = {"waiting": 0.0, "running": 7.0, "succeeded": 8.0, "failed": 0.0}
    good, bad = calls.submit(), calls.submit("sandbox-unlucky")
    for phase, seconds in phases.items():
        calls.after(seconds)
        id, token = (bad, "sandbox-unlucky") if phase == "failed" else (good, "sandbox-token")
        status = calls.make("status", id, token)
        assert status.status == 200
        assert wire.value("status", "status", status) == wire.word("status", phase)
        assert wire.value("status", "request_id", status) == id
        result = calls.make("result", id, token)
        output = wire.value("result", "output", result)
        ended = phase in ("succeeded", "failed")
        if facts.ends_by_http:
            assert (result.status < 300) == (phase == "succeeded")
            assert (facts.own_answer_header in result.headers) == ended
        else:
            assert wire.value("result", "status", result) == wire.word("result", phase)
            assert (output is MISSING) == (phase != "succeeded")
        assert phase != "succeeded" or output["video"]


def refuse_all(calls: Calls) -> None:
    """Provoke refusals of a service, and check their HTTP status, code and words."""
    documented = {(one.http, one.code) for one in calls.facts.errors}
    known = {one.kind for one in calls.facts.errors}
    for kind, answer in {
        "authentication": calls.make("status", "none", "nobody"),
        "not-found": calls.make("status", "none"),
        "balance": calls.make("submit", token="sandbox-poor"),
    }.items():
        found = (answer.status, calls.wire.code_of(answer))
        assert found in documented or kind not in known
        for at in calls.facts.words_at[:1]:
            assert answer.body[at.split("/")[1]]


@given(documents())
@settings(max_examples=30)
def test_answers_are_where_the_file_says(document: dict[str, Any]) -> None:
    """A job of any service has its words, id and output in every phase, and a refusal its code and words."""
    with tempfile.TemporaryDirectory() as folder, calls_of(document, Path(folder)) as calls:
        live_through(calls)
        refuse_all(calls)
        id = calls.submit()
        answers = calls.facts.cancel_answers
        cancelled = calls.make("cancel", id)
        assert any(
            (one.http or 202) == cancelled.status
            and one.word in ("", calls.wire.value("cancel", "outcome", cancelled))
            for one in answers[:1]
        )


@given(documents(), st.sampled_from([5, "x", [], {"x": 1}]))
@settings(max_examples=30)
def test_bodies_without_the_input_are_refused(document: dict[str, Any], wrong: Any) -> None:
    """Where a body has the input at some place, a body without it, or with more beside it, is refused."""
    submit = document["operations"]["submit"]
    with tempfile.TemporaryDirectory() as folder, calls_of(document, Path(folder)) as calls:
        assert calls.make("submit", body=wrong).status >= 400
        if "input_at" in submit:
            assert calls.make("submit", body=GOOD_INPUT).status >= 400
            whole = calls.wire.submit_body(GOOD_INPUT, str(CLIP.id))
            assert calls.make("submit", body=whole).status == submit["http"]
            assert calls.make("submit", body={**whole, "extra": 1}).status >= 400
            for name in whole:
                part = {key: value for key, value in whole.items() if key != name}
                assert calls.make("submit", body=part).status >= 400
