"""Broken specs: one folder per case, named after the code that lint reports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from clientwright.normalize.problems import BrokenReference
from clientwright.problems import Severity, problem_types
from lint.support import CASES, lint_bytes

FOLDERS = sorted(path for path in CASES.iterdir() if path.is_dir())
KINDS = [
    BrokenReference,
    *(k for package in ("lint", "specs", "io") for k in problem_types(f"clientwright.{package}")),
]
WAIVED: Mapping[str, str] = {
    "not-yaml": "it is about a document that is imported; specs are JSON",
    "unreached": "it is about the address of a document, never about a spec",
    "package-installed": "it is about what is installed; test_package_names.py has it",
    "package-twice": "it is about two services; test_package_names.py has it",
    "name-chosen": "it is about an import or a sync, which writes the name into the spec",
}
"""Codes without a case, each with the reason."""


def code_of(case: Path) -> str:
    """Return the code that a case is named after."""
    return case.name.partition("--")[0]


@pytest.mark.parametrize("case", FOLDERS, ids=lambda case: case.name)
def test_broken_spec_is_reported_with_code_and_line(case: Path, tmp_path: Path) -> None:
    """Lint reports the case's code with a line, and no other error.

    A case about the service has a `service.json`, a patch of the real one, or the pointers of its nulls.
    """
    patch, nulls = (
        json.loads(file.read_text("utf-8")) if file.exists() else None
        for file in (case / "service.json", case / "service_nulls.json")
    )
    found = lint_bytes(tmp_path, (case / "spec.json").read_bytes(), patch, nulls or ())
    named = [problem for problem in found if problem.code == code_of(case)]
    assert named, list(map(str, found))
    assert all(problem.location.line > 0 for problem in named) or code_of(case) == "unreadable"
    assert {p.code for p in found if p.severity is Severity.ERROR} <= {code_of(case)}


def test_every_code_has_a_case() -> None:
    """Every kind of problem has a case, or a reason for not having one."""
    known = {kind.code for kind in KINDS}
    shown = {code_of(case) for case in FOLDERS}
    assert known - shown - set(WAIVED) == set()
    assert shown <= known
    assert not shown & set(WAIVED)
