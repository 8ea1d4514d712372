"""Fixture: a generated package, imported."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from clientwright.codegen import runtime_files
from clientwright.pipeline import generate

REPOSITORY = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Import a package generated from the committed specs, with the whole runtime, under a name of its own."""
    folder = tmp_path_factory.mktemp("package")
    (result,) = generate(REPOSITORY / "specs" / "runcomfy", folder)
    package = result.package.rename(folder / "made_for_tests")
    for path, text in runtime_files.files("httpx").items():
        (package / path).parent.mkdir(parents=True, exist_ok=True)
        (package / path).write_text(text, "utf-8")
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module("made_for_tests").__name__
    finally:
        sys.path.remove(str(folder))
