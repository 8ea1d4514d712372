"""Broken specs: a folder for each, named by the code that comes out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from clientwright.lint import name_problems as found_in_names
from clientwright.lint import problems as found_by_judge
from clientwright.lint import rule_problems as found_in_rules
from clientwright.lint import word_problems as found_in_words
from clientwright.problems import Severity, problem_types
from clientwright.specs import problems as found_in_files
from lint.support import CASES, lint_bytes

FOLDERS = sorted(path for path in CASES.iterdir() if path.is_dir())
ROOMS = tuple(
    room.__name__
    for room in (found_by_judge, found_in_names, found_in_rules, found_in_words, found_in_files)
)
WAIVED: Mapping[str, str] = {
    "unreached": "it is said of the address of a document, never of a spec"
}
"""Codes without a case, each with the reason."""


def code_of(case: Path) -> str:
    """Give the code that a case is named by."""
    return case.name.partition("--")[0]


@pytest.mark.parametrize("case", FOLDERS, ids=lambda case: case.name)
def test_a_broken_spec_gives_its_code_with_a_line(case: Path, tmp_path: Path) -> None:
    """The problem that a case is named by comes out, with a line, and no error that it is not named by."""
    found = lint_bytes(tmp_path, (case / "spec.json").read_bytes())
    named = [problem for problem in found if problem.code == code_of(case)]
    assert named, list(map(str, found))
    assert all(problem.location.line > 0 for problem in named) or code_of(case) == "unreadable"
    assert {p.code for p in found if p.severity is Severity.ERROR} <= {code_of(case)}


def test_every_code_has_its_case() -> None:
    """A kind of problem comes with a spec that shows it, or with the reason why there is none."""
    known = {kind.code for kind in problem_types() if kind.__module__ in ROOMS}
    shown = {code_of(case) for case in FOLDERS}
    assert known - shown - set(WAIVED) == set()
    assert shown <= known
    assert not shown & set(WAIVED)
