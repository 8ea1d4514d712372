"""Cassettes as contract target: recordings are checked by the specs, and every fault is found."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from clientwright.errors import UsageError
from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.cassette_files import cassette_path
from clientwright.testing.cassettes.cassette_model import Interaction
from clientwright.testing.cassettes.cassette_trials import list_trials, require_cassettes
from clientwright.testing.cassettes.recorder import record_all
from clientwright.testing.cassettes.recording_environment import sandbox_environment
from clientwright.testing.cassettes.recording_plan import plan_recording
from clientwright.testing.promises import Effort, PromiseGroup, Target, Verdict, VerdictState
from clientwright.testing.targets.client_target import ClientTarget
from testing.cassettes.recordings import TEXT, entry, job, sent, write
from testing.cassettes.recordings import verdicts as recording_verdicts
from testing.cassettes.support import ROOT, specs

ENDPOINT = specs().endpoints[0]
CLIENT = ClientTarget.load(str(ROOT / "generated" / "runcomfy"))


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Record one endpoint."""
    folder = tmp_path_factory.mktemp("cassettes")
    with sandbox_environment(specs()) as environment:
        list(record_all(environment, plan_recording(specs(), [ENDPOINT.id]), folder, "2026-01-01"))
    return folder


def verdicts(folder: Path) -> dict[str, Verdict]:
    """Run every trial, and return verdicts by the last two parts of their promise ids."""
    found = [v for t in list_trials(specs(), folder, CLIENT) for v in t.run(Effort()).verdicts]
    assert {(one.target, one.promise.group) for one in found} <= {
        (Target.CASSETTE, PromiseGroup.CASSETTES)
    }
    assert len({one.promise.id for one in found}) == len(found)
    return {"/".join(one.promise.id.split("/")[-2:]): one for one in found}


def test_correct_recording_is_proved(recorded: Path) -> None:
    """Everything recorded from the sandbox is proved, for every kind of promise."""
    found = verdicts(recorded)
    assert {one.state for one in found.values()} == {VerdictState.PROVED}
    assert {id.split("/")[1] for id in found} == {"fresh", "inputs", "lives", "client"}
    assert "failed-job/lives" in found
    assert "refused-keywords/inputs" in found
    assert "error-404001/lives" not in found


def test_trials_submit_nothing(recorded: Path) -> None:
    """Testing cassettes submits no job."""
    assert {one.max_submits(Effort()) for one in list_trials(specs(), recorded)} == {0}


def test_without_client_no_client_promises(recorded: Path) -> None:
    """Without a client, there are no promises about it."""
    ids = {p.id for one in list_trials(specs(), recorded) for p in one.promises}
    assert not any(id.endswith("/client") for id in ids)


Change = Callable[[Any], Any]


def answers(**fields: Any) -> Change:
    """Return a change of some fields of an answer."""
    return lambda body: {**body, **fields}


def tampered(recorded: Path, folder: Path, scenario: str, n: int, change: Change) -> Path:
    """Copy a cassette with one answer changed (a negative `n` counts from the end)."""
    source = cassette_path(recorded, specs().service, ENDPOINT, scenario)
    recording = cassette_files.read(source)
    calls = list(recording.interactions)
    body = json.dumps(change(json.loads(calls[n].answer.body))).encode()
    calls[n] = Interaction(calls[n].call, replace(calls[n].answer, status=200, body=body))
    cassette_files.write(
        cassette_path(folder, specs().service, ENDPOINT, scenario),
        replace(recording, interactions=tuple(calls)),
    )
    return folder


def accepted(body: Any) -> Any:
    """Turn a refusal into the answer to an accepted submit."""
    return {"request_id": "job-1"}


def refused(body: Any) -> Any:
    """Turn an answer into a refusal of the input."""
    return {"error_code": 422001, "error_message": "no"}


@dataclass(frozen=True)
class TamperedAnswer:
    """A changed answer: its scenario, its call, the change, and the promises it breaks."""

    scenario: str
    n: int
    change: Change
    breaks: tuple[str, ...]


TAMPERED = {
    "the sum is forgotten": TamperedAnswer("refused-sum-equals", 0, accepted, ("inputs", "client")),
    "a bound is forgotten": TamperedAnswer("refused-keywords", 5, accepted, ("inputs", "client")),
    "a good input is refused": TamperedAnswer("minimal-job", 0, refused, ("inputs",)),
    "time goes back": TamperedAnswer("each-status", -3, answers(status="in_queue"), ("lives",)),
    "a foreign word": TamperedAnswer("minimal-job", -2, answers(status="succeeded"), ("lives",)),
    "a cancel does nothing": TamperedAnswer(
        "cancelled-job", -1, answers(status="succeeded"), ("lives",)
    ),
    "a failed job's output": TamperedAnswer(
        "failed-job", -1, answers(output={"video": "x"}), ("lives",)
    ),
    "a place while it runs": TamperedAnswer(
        "minimal-job", 3, answers(queue_position=1), ("lives",)
    ),
}


@pytest.mark.parametrize("fault", TAMPERED.values(), ids=TAMPERED)
def test_each_fault_is_found(fault: TamperedAnswer, recorded: Path, tmp_path: Path) -> None:
    """A recording of a faulty server breaks the promise about the fault, and shows the calls."""
    found = verdicts(tampered(recorded, tmp_path, fault.scenario, fault.n, fault.change))
    wrong = {id.split("/")[1]: v for id, v in found.items() if v.state is VerdictState.BROKEN}
    assert set(fault.breaks) <= set(wrong)
    for one in fault.breaks:
        finding = wrong[one].finding
        assert finding
        assert finding.expected
        assert finding.seen
        assert finding.exchanges


def test_client_disagreement_is_found(recorded: Path, tmp_path: Path) -> None:
    """An answer that the client cannot read is a broken promise."""
    changed = tampered(recorded, tmp_path, "minimal-job", -1, answers(output=5))
    found = verdicts(changed)["minimal-job/client"]
    assert found.state is VerdictState.BROKEN
    assert found.finding
    assert found.finding.seen.startswith("the client: ")


def test_stale_recording_is_a_finding(recorded: Path) -> None:
    """A cassette of another spec is not fresh, and the finding has the command that records it again."""
    other = replace(
        specs(),
        endpoints=tuple(replace(one, output={"type": "object"}) for one in specs().endpoints),
    )
    first = list_trials(other, recorded)[0].run(Effort()).verdicts[0]
    assert first.state is VerdictState.BROKEN
    assert first.finding
    assert "clientwright record --endpoint" in first.finding.seen


@pytest.mark.parametrize("text", ["{", "[]"])
def test_unreadable_file_is_a_finding(text: str, tmp_path: Path) -> None:
    """A broken file is a verdict, not an exception."""
    path = cassette_path(tmp_path, specs().service, ENDPOINT, "minimal-job")
    path.parent.mkdir(parents=True)
    path.write_text(text)
    (trial,) = list_trials(specs(), tmp_path)
    (found,) = trial.run(Effort()).verdicts
    assert (found.state, found.promise.place.file) == (VerdictState.BROKEN, str(path))


def test_unknown_endpoint_is_one_finding(recorded: Path) -> None:
    """All cassettes of an endpoint that has no spec are one finding: they have one cause."""
    others = tuple(one for one in specs().endpoints if one.id != ENDPOINT.id)
    without = replace(specs(), endpoints=others)
    (trial,) = list_trials(without, recorded)
    (found,) = trial.run(Effort()).verdicts
    count = len(list(recorded.rglob("*.json")))
    assert found.state is VerdictState.BROKEN
    assert found.finding
    assert f"{count} cassettes are of it" in found.finding.seen
    assert str(ENDPOINT.id) in found.finding.seen


def test_other_endpoints_are_left_out(recorded: Path) -> None:
    """If endpoints are chosen, cassettes of others have no trial, whether readable or not."""
    chosen = str(ENDPOINT.id)
    assert len(list_trials(specs(), recorded, chosen=[chosen])) == len(
        list_trials(specs(), recorded)
    )
    assert list_trials(specs(), recorded, chosen=[str(specs().endpoints[1].id)]) == []


def test_folder_without_cassettes_is_a_usage_error(recorded: Path, tmp_path: Path) -> None:
    """A folder without a cassette of the service or endpoint is refused; one inside it is not."""
    require_cassettes(recorded, specs())
    require_cassettes(recorded, specs(), [str(ENDPOINT.id)])
    with pytest.raises(UsageError, match=re.escape(f"no cassettes in {tmp_path}: ")):
        require_cassettes(tmp_path, specs())
    with pytest.raises(
        UsageError, match=re.escape(f"no cassettes in {ROOT / 'specs' / 'runcomfy'}: ")
    ):
        require_cassettes(ROOT / "specs" / "runcomfy", specs())
    require_cassettes(recorded / specs().service.name / "kling", specs())
    other = str(specs().endpoints[1].id)
    with pytest.raises(UsageError, match=re.escape(f"no cassettes of {other} in {recorded}: ")):
        require_cassettes(recorded, specs(), [other])


@pytest.mark.parametrize(
    "entries",
    [
        [sent("[]", answer={})],
        [entry("POST", f"/models/{TEXT}", {}, {"prompt": "a"})] * 20,
        [entry("GET", "/requests/r1/status", "", status=502)],
    ],
    ids=["a list without an id", "no request ids", "a gateway"],
)
def test_recordings_that_show_nothing_are_a_usage_error(entries: list[Any], tmp_path: Path) -> None:
    """Calls of which none shows whether a promise is kept are refused with the reason; beside others, they are not tried."""
    write(tmp_path, "x.yaml", *entries)
    with pytest.raises(UsageError, match="nothing-to-check: no promise is checked by its calls"):
        require_cassettes(tmp_path, specs())
    write(tmp_path, "y.yaml", *job("r1"))
    require_cassettes(tmp_path, specs())
    found = recording_verdicts(tmp_path)
    untried = {id for id, one in found.items() if one.state is VerdictState.NOT_TRIED}
    assert untried == {"nothing-to-check"}


def test_unknown_scenario_proves_nothing(recorded: Path, tmp_path: Path) -> None:
    """No promise of a cassette of an unknown scenario is proved."""
    recording = cassette_files.read(
        cassette_path(recorded, specs().service, ENDPOINT, "minimal-job")
    )
    header = replace(recording.header, scenario="a-job")
    path = cassette_path(tmp_path, specs().service, ENDPOINT, "a-job")
    cassette_files.write(path, replace(recording, header=header))
    found = verdicts(tmp_path)
    assert {one.state for one in found.values()} == {VerdictState.BROKEN}
    assert all(
        one.finding and "there is no scenario named" in one.finding.seen for one in found.values()
    )


def test_empty_cassette_proves_nothing(recorded: Path, tmp_path: Path) -> None:
    """A cassette without calls is broken."""
    recording = cassette_files.read(
        cassette_path(recorded, specs().service, ENDPOINT, "minimal-job")
    )
    path = cassette_path(tmp_path, specs().service, ENDPOINT, "minimal-job")
    cassette_files.write(path, replace(recording, interactions=()))
    (one,) = verdicts(tmp_path).values()
    assert one.state is VerdictState.BROKEN
