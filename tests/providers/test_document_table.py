"""Real and made-up documents of fal and Replicate, imported, generated and called with their own examples."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from clientwright.specs.spec_files import load_service
from providers.document_table import SPECS, Row, build_table
from providers.odd_documents import all_documents

SHARED = SPECS.parent.parent / "shared" / "providers"
REFUSED = {
    "fal-ai/wan-ati": "broken-reference",  # `TrackPoint` is missing from the document
    "fal-ai/odd/tree": "broken-reference",  # its scenes have scenes
}
"""The documents that cannot be imported, with what is wrong with them."""


def require_right_rows(rows: Iterable[Row]) -> None:
    """Check that every example is accepted and every wrong value refused, but for documents with a known fault."""
    for row in rows:
        if row.id in REFUSED:
            assert not row.generated
            (reason,) = row.reasons
            assert reason.startswith(REFUSED[row.id])
        else:
            assert row.imported
            assert row.generated
            assert row.accepted == row.calls > 0, row
            assert row.refused == row.wrong, row


@pytest.mark.skipif(not SHARED.is_dir(), reason="the documents are not in ../shared/providers")
def test_real_documents_are_called_with_their_own_examples(tmp_path: Path) -> None:
    """Each of the thirty real documents is imported, generated and called, or refused for what is wrong in it."""
    rows = list(build_table(SHARED, tmp_path))
    require_right_rows(rows)
    assert len(rows) == 30


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Row]]:
    """Return a folder where the made-up documents are generated, and their table."""
    folder = tmp_path_factory.mktemp("odd")
    for n, (service, document) in enumerate(all_documents()):
        (folder / "documents" / service).mkdir(parents=True, exist_ok=True)
        path = folder / "documents" / service / f"{n}.json"
        path.write_text(json.dumps(document), "utf-8")
    return folder, list(build_table(folder / "documents", folder))


def test_odd_documents_are_called_with_their_own_examples(odd: tuple[Path, list[Row]]) -> None:
    """Each made-up document with a valid feature is imported, generated and called, or has one known fault."""
    require_right_rows(odd[1])
    assert len(odd[1]) > 25


def test_packages_of_odd_documents_are_typed(odd: tuple[Path, list[Row]], mypy_cache: Path) -> None:
    """mypy finds nothing in the packages of the made-up documents, under its strict settings."""
    packages = [load_service(SPECS, name).package for name in ("fal", "replicate")]
    options = ["--strict", "--config-file", os.devnull, "--cache-dir", str(mypy_cache)]
    command = [sys.executable, "-m", "mypy", *options, *map(str, packages)]
    done = subprocess.run(
        command, cwd=odd[0] / "generated", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
