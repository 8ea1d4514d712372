"""A baseline accepts its findings until their dates, and reports entries that are wrong or unneeded."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clientwright.testing.promises import Report, Target, VerdictState
from clientwright.testing.report.baseline import Baseline, apply_baseline, load_baseline
from testing.report.sample_reports import report, verdict

BROKEN = "image-to-video/duration/minimum"
TODAY = date(2026, 11, 21)
KNOWN = {
    Target.SERVER: [v.promise.id for v in report().verdicts if v.target is Target.SERVER],
    Target.CLIENT: [BROKEN],
}


def entry(promise: str = BROKEN, target: str = "server", **more: Any) -> dict[str, Any]:
    """Return an entry that accepts the report's one finding."""
    return {"promise": promise, "target": target, "reason": "known", "until": "2026-12-31", **more}


@pytest.fixture
def baseline(tmp_path: Path) -> Any:
    """Return a function that writes entries to a file and loads it."""

    def write(*entries: object) -> Baseline:
        (tmp_path / "baseline.json").write_text(json.dumps(list(entries)), "utf-8")
        return load_baseline(tmp_path / "baseline.json")

    return write


def codes(loaded: Baseline, run: Report | None = None, today: date = TODAY) -> list[str]:
    """Return the codes of all problems of a baseline."""
    return [
        problem.code for problem in apply_baseline(loaded, run or report(), KNOWN, today).problems
    ]


def test_entry_accepts_its_finding(baseline: Any) -> None:
    """A finding with a valid entry is accepted with the entry's reason."""
    result = apply_baseline(baseline(entry()), report(), KNOWN, TODAY)
    assert result.accepted == {(BROKEN, Target.SERVER): "known (until 2026-12-31)"}
    assert result.problems == ()


@pytest.mark.parametrize(("until", "accepted"), [("2026-11-21", 1), ("2026-11-20", 0)])
def test_entry_accepts_until_its_date(baseline: Any, until: str, accepted: int) -> None:
    """The entry's date is the last day; afterwards the finding counts again, and the entry is a problem."""
    result = apply_baseline(baseline(entry(until=until)), report(), KNOWN, TODAY)
    assert len(result.accepted) == accepted
    assert [p.code for p in result.problems] == ["baseline-expired"] * (1 - accepted)


def test_old_entries_are_read(baseline: Any) -> None:
    """An entry with `judge` for its target, as before version 2 of the report, means the same."""
    old = entry()
    old["judge"] = old.pop("target")
    assert apply_baseline(baseline(old), report(), KNOWN, TODAY) == apply_baseline(
        baseline(entry()), report(), KNOWN, TODAY
    )
    assert codes(baseline({**entry(), "judge": "client"})) == ["not-a-baseline"]


@pytest.mark.parametrize("key", ["target", "judge"])
@pytest.mark.parametrize(
    ("value", "reason"), [(5, "is not a text"), (None, "is not a text"), ("x", "must be one of")]
)
def test_wrong_target_is_named_as_found(
    baseline: Any, key: str, value: object, reason: str
) -> None:
    """A target that cannot be used is reported under the key that the file has."""
    wrong = {name: text for name, text in entry().items() if name != "target"}
    (problem,) = baseline({**wrong, key: value}).problems
    assert f"{key} {reason}" in problem.found()


def test_entry_is_for_one_target(baseline: Any) -> None:
    """A finding accepted for the client is not accepted for the server."""
    loaded = baseline(entry(target="client"))
    result = apply_baseline(loaded, report(), KNOWN, TODAY)
    assert result.accepted == {}
    assert codes(loaded) == ["baseline-unneeded"]


def test_unneeded_entry_is_reported(baseline: Any) -> None:
    """A promise that is proved needs no entry, not even an expired one."""
    proved = Report((verdict(VerdictState.PROVED),))
    assert codes(baseline(entry()), proved) == ["baseline-unneeded"]
    assert codes(baseline(entry(until="2020-01-01")), proved) == ["baseline-unneeded"]


def test_entries_not_run_are_ignored(baseline: Any) -> None:
    """A partial run, or one of another target, reports nothing about the other entries."""
    elsewhere = entry("image-to-video/duration/maximum")
    cassette = entry("cassettes/whatever", "cassette")
    assert codes(baseline(elsewhere, cassette), Report(())) == []


def test_unknown_promise_suggests_the_nearest(baseline: Any) -> None:
    """A misspelt id is a problem, and the nearest id is suggested."""
    result = apply_baseline(
        baseline(entry("image-to-video/duration/minimun")), report(), KNOWN, TODAY
    )
    assert [problem.code for problem in result.problems] == ["baseline-unknown-promise"]
    assert BROKEN in result.problems[0].advice()


def test_duplicate_entry_is_reported(baseline: Any) -> None:
    """Two entries for one finding are a problem: only one reason can count."""
    assert codes(baseline(entry(), entry(reason="else"))) == ["baseline-twice"]


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (entry(reason=""), "baseline-without-reason"),
        (entry(reason=" \n"), "baseline-without-reason"),
        ({k: v for k, v in entry().items() if k != "reason"}, "baseline-without-reason"),
        ({k: v for k, v in entry().items() if k != "until"}, "not-a-baseline"),
        ({k: v for k, v in entry().items() if k != "promise"}, "not-a-baseline"),
        (entry(target="nobody"), "not-a-baseline"),
        (entry(until="tomorrow"), "not-a-baseline"),
        (entry(until="20261231"), "not-a-baseline"),
        (entry(until="2026-W52-1"), "not-a-baseline"),
        (entry(why="x"), "not-a-baseline"),
        (entry(reason=3), "not-a-baseline"),
        ("text", "not-a-baseline"),
    ],
)
def test_broken_entry_is_reported_with_location(baseline: Any, item: object, code: str) -> None:
    """Each invalid entry has its code and pointer, accepts nothing, and does not affect other entries."""
    result = apply_baseline(baseline(entry(), item), report(), KNOWN, TODAY)
    assert [(p.code, p.location.pointer) for p in result.problems] == [(code, "/1")]
    assert len(result.accepted) == 1


@pytest.mark.parametrize(("text", "code"), [("{}", "not-a-baseline"), ("[", "not-json")])
def test_invalid_file_is_reported(tmp_path: Path, text: str, code: str) -> None:
    """A file that is not a list, or not JSON, is a problem and not a crash."""
    (tmp_path / "b.json").write_text(text)
    assert [problem.code for problem in load_baseline(tmp_path / "b.json").problems] == [code]
