"""The checks that are left out where only errors count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clientwright.lint import ADVISORY_CHECKS, ENDPOINT_CHECKS, lint_endpoint
from clientwright.lint.imported_specs import TOLD_AT_ONCE
from clientwright.problems import has_errors
from clientwright.specs import spec_files
from clientwright.specs.model import Endpoint
from lint.support import CASES, SERVICE, patched


def read_case(folder: Path, case: Path) -> tuple[Endpoint, ...]:
    """Return the endpoint of a broken spec, if it can be loaded."""
    root = folder / "runcomfy"
    (root / "maker/draw").mkdir(parents=True)
    patch = case / "service.json"
    service = patched(
        json.loads(SERVICE.read_text("utf-8")),
        json.loads(patch.read_text("utf-8")) if patch.exists() else {},
    )
    (root / "service.json").write_text(json.dumps(service), "utf-8")
    (root / "maker/draw/picture.json").write_bytes((case / "spec.json").read_bytes())
    return tuple(e for specs in spec_files.load_specs(folder).services for e in specs.endpoints)


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_advice_is_no_error(case: Path, tmp_path: Path) -> None:
    """Without advice, lint finds every error and what an import tells, in the same order."""
    for endpoint in read_case(tmp_path, case):
        found = list(lint_endpoint(endpoint))
        faults = list(lint_endpoint(endpoint, advice=False))
        advice = [problem for problem in found if problem not in faults]
        assert [problem for problem in found if problem in faults] == faults
        assert not has_errors(advice)
        assert not any(isinstance(problem, TOLD_AT_ONCE) for problem in advice)


def test_every_advisory_check_has_a_case(tmp_path: Path) -> None:
    """Each check that is left out is one of the checks, and finds something in some case."""
    assert set(ENDPOINT_CHECKS) >= ADVISORY_CHECKS
    silent = set(ADVISORY_CHECKS)
    for number, case in enumerate(sorted(CASES.iterdir())):
        for endpoint in read_case(tmp_path / str(number), case):
            if not has_errors(lint_endpoint(endpoint, advice=False)):
                silent -= {check for check in silent if list(check(endpoint))}
    assert silent == set()
