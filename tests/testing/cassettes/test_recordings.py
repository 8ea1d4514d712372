"""A person's own recordings as contract target: faults are found, and nothing else is a finding."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.cassette_files import text_format
from clientwright.testing.cassettes.cassette_trials import list_trials
from clientwright.testing.promises import Effort, Promise, Verdict, VerdictState
from testing.cassettes.recordings import (
    CLIENT,
    OTHER,
    SECRET,
    TEXT,
    entry,
    job,
    read,
    result,
    sent,
    status,
    submit,
    verdicts,
    write,
)
from testing.cassettes.support import COMMITTED_CASSETTES, IMAGE, JSON, specs

REFUSED = {"error_code": 422001, "error_message": "no"}


def broken(folder: Path) -> dict[str, Verdict]:
    """Return the broken promises of a folder."""
    found = verdicts(folder)
    return {id: one for id, one in found.items() if one.state is VerdictState.BROKEN}


def test_a_correct_recording_is_proved(tmp_path: Path) -> None:
    """A good job proves its input, its life and that the client reads it, among calls to others."""
    write(tmp_path, "tests/test_a.yaml", OTHER, *job("r1"), OTHER, *job("r2"))
    found = verdicts(tmp_path)
    assert {one.state for one in found.values()} == {VerdictState.PROVED}
    assert set(found) == {f"tests/test_a.yaml/{name}" for name in ("inputs", "lives", "client")}
    assert {one.promise.endpoint for one in found.values()} == {TEXT}


FAULTS: dict[str, tuple[list[Any], str]] = {
    "an invalid input is accepted": ([submit("r1", {"prompt": 5})], "inputs"),
    "a valid input is refused": (
        [entry("POST", f"/models/{TEXT}", REFUSED, {"prompt": "a"}, 422)],
        "inputs",
    ),
    "time goes back": ([submit("r1"), status("r1", "in_progress"), status("r1", "in_queue")], "lives"),
    "a foreign word": ([submit("r1"), status("r1", "succeeded")], "lives"),
    "an output that is a text": ([submit("r1"), result("r1", output="oops")], "lives"),
    "another job's answer": ([submit("r1"), entry("GET", "/requests/r1/status", {"request_id": "r2", "status": "in_queue"})], "lives"),
    "an accepted list": ([entry("POST", f"/models/{TEXT}", {"request_id": "r1"}, [])], "inputs"),
    "accepted broken JSON": ([sent('{"prompt"')], "inputs"),
    "a result before": (
        [submit("r1"), result("r1"), status("r1", "completed"), status("r1", "in_queue")],
        "lives",
    ),
    "an output of another kind": ([submit("r1"), result("r1", output={"video": 5})], "lives"),
}  # fmt: skip


@pytest.mark.parametrize(("entries", "check"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_found(entries: list[Any], check: str, tmp_path: Path) -> None:
    """A recording of a faulty server breaks the promise about the fault, and shows the calls."""
    write(tmp_path, "x.yaml", OTHER, *entries)
    finding = broken(tmp_path)[f"x.yaml/{check}"].finding
    assert finding
    assert finding.exchanges
    assert finding.seen


LENIENT: dict[str, list[Any]] = {
    "a filter removed a field": [submit("r1", {"duration": 5})],
    "a filter replaced a value": [submit("r1", {"prompt": "a", "duration": "REDACTED"})],
    "a filter removed the body": [entry("POST", f"/models/{TEXT}", {"request_id": "r1"})],
    "a filter made all ids the same": [
        submit("REDACTED"), submit("REDACTED"), status("REDACTED", "in_progress"), status("REDACTED", "in_queue"),
    ],
    "a filter replaced an output": [submit("r1"), result("r1", output={"video": "REDACTED"})],
    "a filter removed an output": [submit("r1"), result("r1", output=None)],
    "a filter put null in place of a value": [submit("r1", {"prompt": None})],
    "a filter put a letter in place of a number": [
        submit("r1"), entry("GET", "/requests/r1/status", {"status": "in_queue", "queue_position": "X"}),
    ],
    "a filter replaced the ids in URLs": [
        submit("r1"), submit("r2"), *(
            entry("GET", "/requests/ID/status", {"request_id": id, "status": word})
            for id in ("r1", "r2") for word in ("in_progress", "completed")
        ),
    ],
    "a filter replaced the ids in URLs, and removed those in answers": [
        submit("r1"), submit("r2"), *(
            entry("GET", "/requests/ID/status", {"status": word})
            for word in ("in_progress", "completed") * 2
        ),
    ],
    "a filter replaced the ids in answers": [
        submit("<id>"), entry("GET", "/requests/r1/status", {"request_id": "<id>", "status": "in_queue"}),
    ],
    "a filter replaced a part of the body": [sent('{"prompt": REDACTED}')],
    "a filter replaced the whole body": [sent("gone")],
    "a filter removed an answer": [submit("r1"), entry("GET", "/requests/r1/status", "")],
    "a server was started again": [
        *job("job-1"), *job("job-1"),
    ],
    "two calls overlapped": [
        submit("r1"), result("r1"), status("r1", "in_progress"), status("r1", "completed"),
    ],
    "a gateway failed": [
        submit("r1"), entry("GET", "/requests/r1/status", "<h1>Bad gateway</h1>", status=502),
        entry("GET", "/requests/r1/status", "", status=429), status("r1", "in_queue"),
    ],
    "a redirect": [
        entry("GET", "/requests/r1/status", "", status=307), status("r1", "in_queue"),
    ],
    "a wrong token": [entry("GET", "/requests/r1/status", {"error_code": 400004}, status=400)],
    "other paths of the host": [entry("GET", "/account", {"balance": 1}), *job("r1")],
    "an endpoint without a spec": job("r1", model="other/model"),
    "a job from elsewhere": [status("r1", "in_queue"), result("r1")],
    "an input in which the documents leave a question open": [submit("r1", {"prompt": ""})],
    "nothing is known of the refusal": [
        entry("POST", f"/models/{TEXT}", {"message": "no"}, {"prompt": "a"}, status=400),
    ],
}  # fmt: skip


@pytest.mark.parametrize("entries", LENIENT.values(), ids=LENIENT)
def test_what_a_recording_does_not_show_is_no_finding(entries: list[Any], tmp_path: Path) -> None:
    """What a filter, a restart, an overlap or a gateway explains is never a finding."""
    write(tmp_path, "x.yaml", OTHER, *entries)
    assert broken(tmp_path) == {}


FOREIGN: dict[str, list[Any]] = {
    "fal's jobs": [
        entry("GET", "https://queue.fal.run/fal-ai/flux/requests/abc/status", {"status": "IN_QUEUE"}),
        entry("GET", "https://queue.fal.run/requests/abc/result", {"status": "nonsense"}),
    ],
    "Replicate's models": [
        entry("POST", "https://api.replicate.com/v1/models/a/b", {"request_id": "r1"}, {"x": 1}),
    ],
    "another version": [status("r1", "nonsense", "https://model-api.runcomfy.net/v9")],
    "another host of the name": [status("r1", "nonsense", "https://model-api.runcomfy.net.evil.example/v1")],
    "the name in the user": [status("r1", "nonsense", "https://model-api.runcomfy.net@evil.example/v1")],
}  # fmt: skip


@pytest.mark.parametrize("entries", FOREIGN.values(), ids=FOREIGN)
def test_calls_to_others_are_never_judged(entries: list[Any], tmp_path: Path) -> None:
    """A path that looks like the service's is another's at another host, unless it submits to an endpoint."""
    found = read(write(tmp_path, "x.yaml", *entries))
    assert found.calls == ()
    assert [one.code for one in found.problems] == ["no-call-of-service"]


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:8123/v1", "https://proxy.example/a/b", "https://x.example"]
)
def test_a_proxy_is_known_by_its_submits(base: str, tmp_path: Path) -> None:
    """At any base, a submit to an endpoint of the specs makes the calls below it those of the service."""
    write(tmp_path, "x.yaml", *job("r1", base), status("r1", "nonsense", "https://y.example"))
    found = verdicts(tmp_path)
    assert {one.state for one in found.values()} == {VerdictState.PROVED}
    assert {one.promise.endpoint for one in found.values()} == {TEXT}


@pytest.mark.parametrize(("entries", "check"), FAULTS.values(), ids=FAULTS)
def test_the_same_fault_in_many_recordings_is_one_finding(
    entries: list[Any], check: str, tmp_path: Path
) -> None:
    """Recordings of the same fault are broken for the same cause."""
    write(tmp_path, "x.yaml", *entries)
    write(tmp_path, "y.yaml", *entries)
    found = [broken(tmp_path)[f"{name}.yaml/{check}"].finding for name in "xy"]
    assert len({one.cause for one in found if one}) == 1
    assert all(one and one.cause for one in found)


def test_findings_hold_no_secret(tmp_path: Path) -> None:
    """A token in a recording is in no part of a finding, also where a server repeats it."""
    echo = entry(
        "POST", f"/models/{TEXT}", {"request_id": "r1", "you": SECRET}, {"prompt": [SECRET]}
    )
    write(tmp_path, "x.yaml", echo)
    (one,) = broken(tmp_path).values()
    assert SECRET in json.dumps(echo)
    assert SECRET not in repr(one)


def test_recordings_of_one_endpoint_are_chosen(tmp_path: Path) -> None:
    """With chosen endpoints, only what a recording holds of them has trials."""
    write(tmp_path, "x.yaml", *job("r1"), submit("r2", {"prompt": "a"}, model=IMAGE))
    ids = {p.id for one in list_trials(specs(), tmp_path, chosen=[TEXT]) for p in one.promises}
    assert ids
    assert all(id.startswith(f"{TEXT}:") for id in ids)


def test_retired_endpoints_are_left_out(tmp_path: Path) -> None:
    """A recording of an endpoint that is no longer in the catalogue has no trial."""
    write(tmp_path, "x.yaml", *job("r1"))
    kept = tuple(one for one in specs().endpoints if one.id != TEXT)
    gone = tuple(replace(one, retired=True) for one in specs().endpoints if one.id == TEXT)
    assert list_trials(replace(specs(), endpoints=kept, retired=gone), tmp_path) == []


def test_both_formats_of_ours_are_read(tmp_path: Path) -> None:
    """Our cassettes in both formats have the same trials, whose ids differ; a stale one is found."""
    to_vcr = text_format(".yaml", specs().service)
    for path in sorted(COMMITTED_CASSETTES.rglob("minimal-job.json")):
        recording = cassette_files.read(path)
        name = tmp_path / path.relative_to(COMMITTED_CASSETTES)
        cassette_files.write(name, recording)
        cassette_files.write(name.with_suffix(".yaml"), recording, to_vcr)
    trials = list_trials(specs(), tmp_path, CLIENT)
    ids = sorted(promise.id for one in trials for promise in one.promises)
    ours = [id for id in ids if ".vcr/" not in id]
    assert sorted(id.replace(".vcr/", "/") for id in ids if ".vcr/" in id) == ours
    found = [one for trial in trials for one in trial.run(Effort()).verdicts]
    assert {one.state for one in found} == {VerdictState.PROVED}
    other = replace(specs(), endpoints=tuple(replace(e, output={"type": "object"}) for e in specs().endpoints))  # fmt: skip
    fresh = [one for one in list_trials(other, tmp_path) if one.promises[0].id.endswith("/fresh")]
    stale = [one.run(Effort()).verdicts[0].finding for one in fresh]
    assert ["--format vcr" in one.seen for one in stale if one] == [False, True] * 2


def test_a_file_that_changes_meanwhile_is_a_finding(tmp_path: Path) -> None:
    """A recording that is gone when its trials run proves nothing."""
    for n in range(40):
        write(tmp_path, f"{n:02}.yaml", *job("r1"))
    first, *_ = list_trials(specs(), tmp_path)
    (tmp_path / "00.yaml").unlink()
    assert first.run(Effort()).verdicts[0].state is VerdictState.BROKEN


ANSWERS = JSON | st.builds(
    lambda word, more: {"request_id": "r1", "status": word, "outcome": word, "output": more},
    st.sampled_from(["in_queue", "completed", "succeeded", "cancelled"]),
    JSON,
)
CALLS = st.one_of(
    st.builds(
        lambda payload, answer, status: entry("POST", f"/models/{TEXT}", answer, payload, status),
        JSON | st.fixed_dictionaries({"prompt": JSON}),
        ANSWERS,
        st.sampled_from([200, 202, 400, 422, 500]),
    ),
    st.builds(
        lambda what, answer, status: entry(
            "POST" if what == "cancel" else "GET", f"/requests/r1/{what}", answer, status=status
        ),
        st.sampled_from(["status", "result", "cancel"]),
        ANSWERS | st.integers(1, 2000).map(lambda n: "[" * n + "]" * n),
        st.sampled_from([200, 202, 404]),
    ),
)


@given(st.lists(CALLS, min_size=1, max_size=4))
def test_any_traffic_has_verdicts(entries: list[Any]) -> None:
    """Whatever was sent and answered, every check of it ends with a verdict, or it says why there is none."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), "x.json", *entries)
        found = verdicts(Path(folder))
        assert found
        for id, one in found.items():
            untried = one.state is VerdictState.NOT_TRIED
            assert untried is (id == "nothing-to-check")


def test_ids_are_printable(tmp_path: Path) -> None:
    """The name of a file is in the promise's id, with what cannot be printed escaped."""
    write(tmp_path, "a\nb\u202e.yaml", *job("r1"))
    promises: list[Promise] = [p for one in list_trials(specs(), tmp_path) for p in one.promises]
    assert all(one.id.isprintable() for one in promises)
