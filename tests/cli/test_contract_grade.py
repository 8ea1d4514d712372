"""`contract --grade`: the score of the harness, and the options that it rejects."""

from __future__ import annotations

import json

import pytest

from cli.support import Workspace
from clientwright.cli import contract_grade
from clientwright.testing.mutation.mutation_score import GradedMutant, MutantFate, MutationScore
from clientwright.testing.promises import Target


def _score(*fates: MutantFate, alarms: tuple[str, ...] = ()) -> MutationScore:
    graded = (
        GradedMutant(f"server/{n}", Target.SERVER, "it forgets", fate, "why")
        for n, fate in enumerate(fates)
    )
    return MutationScore(tuple(graded), alarms)


@pytest.mark.parametrize(
    ("score", "code", "expected"),
    [
        (
            _score(MutantFate.KILLED, MutantFate.UNOBSERVABLE),
            0,
            "1 of 1 observable mutants noticed: 100.0 %",
        ),
        (
            _score(MutantFate.KILLED, MutantFate.SURVIVED),
            1,
            "1 of 2 observable mutants noticed: 50.0 %",
        ),
        (_score(MutantFate.KILLED, alarms=("a/b",)), 1, "False alarm: a/b"),
    ],
)
def test_grade_is_printed(
    specs: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    score: MutationScore,
    code: int,
    expected: str,
) -> None:
    """Surviving mutants and false alarms exit 1, a perfect score 0; JSON has the same numbers."""
    monkeypatch.setattr(contract_grade, "score_harness", lambda specs, progress: score)
    result = specs.run("contract", "--grade")
    assert (result.exit_code, expected in result.stdout) == (code, True), result.output
    printed = specs.run("contract", "--grade", "--json")
    assert printed.exit_code == code
    data = json.loads(printed.stdout)
    assert data["killed"] == 1
    assert data["false_alarms"] == list(score.false_alarms)
    assert specs.run("contract", "--grade", "--json-file", "g.json").exit_code == code
    assert json.loads((specs.folder / "g.json").read_text()) == data


@pytest.mark.parametrize(
    "args", [("--seed", "0"), ("--server", "http://127.0.0.1:1"), ("--html", "x"), ("--dry-run",)]
)
def test_grade_rejects_other_options(specs: Workspace, args: tuple[str, ...]) -> None:
    """Options that grading would ignore are rejected."""
    result = specs.run("contract", "--grade", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"--grade and {args[0]} cannot be combined" in result.stderr
