"""--contract-baseline: accepted findings are expected failures, and wrong entries are failures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from testing.independent.faults.planting import around
from testing.independent.lenient import TOKEN, Lenient
from testing.independent.loopback import serve

pytest_plugins = ("pytester",)

ROOT = Path(__file__).parents[3]
UNKNOWN = "errors/unknown-request"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNCOMFY_API_TOKEN", TOKEN)
    monkeypatch.delenv("PYTEST_ADDOPTS", False)
    monkeypatch.setenv("COLUMNS", "300")


def entry(promise: str, until: str = "2999-01-01", **more: str) -> dict[str, str]:
    """Return an entry of a baseline."""
    known = {"promise": promise, "target": "server", "reason": "It is known.", "until": until}
    return known | more


def run(pytester: pytest.Pytester, entries: Any, *args: str) -> pytest.RunResult:
    """Run pytest in this process, against a server that answers unknown requests as if they were known."""
    (pytester.path / "known.json").write_text(json.dumps(entries))
    words = ("-p", "no:recording", "-p", "no:xdist", "--color=no", "--contract-examples", "2")
    service = Lenient()
    around("find", lambda *_: None)(service)
    around("status", _unknown)(service)
    around("result", _unknown)(service)
    around("look", lambda *_: "")(service)
    with serve(service) as url:
        return pytester.runpytest_inprocess(
            *("--contract", str(ROOT / "specs" / "runcomfy"), "--contract-server", url, *words),
            *("--contract-baseline", "known.json", "-rxX", *args),
        )


def _unknown(service: Lenient, usual: Any, name: str, *rest: Any) -> Any:
    return {"request_id": name, "status": "in_queue"}


def ids(*operations: str) -> list[str]:
    """Return the node ids of the promises about unknown requests."""
    return [f"contract::{UNKNOWN}/{one}[server]" for one in operations]


def test_accepted_finding_is_an_expected_failure(pytester: pytest.Pytester) -> None:
    """An entry accepts the finding with its reason, and so the other promises that the same fault breaks."""
    done = run(pytester, [entry(f"{UNKNOWN}/result")], *ids("status", "result"))
    assert (done.ret, done.parseoutcomes()) == (0, {"xfailed": 2}), str(done.stdout)
    assert "It is known. (until 2999-01-01)" in str(done.stdout)


def test_other_findings_fail(pytester: pytest.Pytester) -> None:
    """Without an entry, with one of another target or with one whose day has passed, a finding fails."""
    elsewhere = entry(f"{UNKNOWN}/status", target="client")
    passed = entry(f"{UNKNOWN}/status", "2020-01-01")
    for entries, code in (([], ""), ([elsewhere], ""), ([passed], "baseline-expired")):
        done = run(pytester, entries, *ids("status"))
        assert (done.ret, done.parseoutcomes()) == (1, {"failed": 1}), str(done.stdout)
        assert "expected  a rejection with error code 404001" in str(done.stdout)
        assert ("baseline-expired" in str(done.stdout)) == bool(code)


def test_entry_for_a_kept_promise_fails(pytester: pytest.Pytester) -> None:
    """A promise that is kept now fails until its entry is removed."""
    promise = "errors/unknown-model"
    done = run(pytester, [entry(promise)], f"contract::{promise}[server]")
    assert (done.ret, done.parseoutcomes()) == (1, {"failed": 1}), str(done.stdout)
    assert "known.json:" in str(done.stdout)
    assert f"baseline-unneeded: '{promise}' is now kept by the server." in str(done.stdout)
    assert "Traceback" not in str(done.stdout)


def test_unknown_promise_is_a_usage_error(pytester: pytest.Pytester) -> None:
    """If all promises are planned, an entry for none of them is told, with the nearest one."""
    done = run(pytester, [entry("errors/unknown-modl")], "--collect-only", "-k", "unknown-model")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    assert "baseline-unknown-promise" in str(done.stderr)
    assert "Did you mean 'errors/unknown-model'?" in str(done.stderr)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({}, "not-a-baseline: this is not a baseline: it is not a list."),
        ([{"promise": "a", "target": "server", "until": "2999-01-01"}], "baseline-without-reason"),
    ],
)
def test_unusable_baseline_ends_before_any_test(
    pytester: pytest.Pytester, content: Any, message: str
) -> None:
    """A file that is no baseline is a usage error that names the file."""
    done = run(pytester, content, *ids("status"))
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    assert "--contract-baseline: " in str(done.stderr)
    assert "known.json" in str(done.stderr)
    assert message in str(done.stderr)


def test_missing_baseline_is_a_usage_error(pytester: pytest.Pytester) -> None:
    """A file that is not there is named."""
    done = run(pytester, [], "--contract-baseline", "nothing.json")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    assert "nothing.json" in str(done.stderr)
    assert "Traceback" not in str(done.stderr)
