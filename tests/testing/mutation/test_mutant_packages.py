"""Packages of mutants: links to what they have in common, which change nothing for what imports them."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest

from clientwright.testing.mutation.mutant_packages import PackageWriter

SAME = "import os\nVALUE = 1\ndef where() -> str:\n    return where.__code__.co_filename\n"
TREE = {"__init__.py": "", "part/__init__.py": "", "part/same.py": SAME, "py.typed": ""}
EDITED = {**TREE, "part/same.py": SAME.replace("1", "2")}


def load(file: Path) -> ModuleType:
    """Import a file as a module without a place in `sys.modules`."""
    spec = importlib.util.spec_from_file_location(f"mutant_{file.parents[1].name}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_package_has_its_own_texts(tmp_path: Path) -> None:
    """Whatever was written before, a package has the texts that it was given, and its modules their values."""
    writer = PackageWriter()
    for n, tree in enumerate((TREE, EDITED, TREE, EDITED, EDITED)):
        package = writer.write(tree, tmp_path / f"p{n}")
        texts = {path: (package / path).read_text("utf-8") for path in tree}
        module = load(package / "part" / "same.py")
        assert texts == tree
        assert f"VALUE = {module.VALUE}" in tree["part/same.py"]
        assert module.where() == str(package / "part" / "same.py")


def test_the_same_module_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that an earlier package has is a link to it, and needs no compiler when it is imported."""
    writer = PackageWriter()
    first, second = (writer.write(TREE, tmp_path / name) / "part" / "same.py" for name in "ab")
    assert os.path.samefile(first, second)

    def refuse(*args: object) -> None:
        raise AssertionError("it was compiled again")

    monkeypatch.setattr("importlib.machinery.SourceFileLoader.source_to_code", refuse)
    assert load(second).VALUE == 1


def test_packages_are_whole_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a file system without links every package has files of its own."""

    def refuse(*args: object) -> None:
        raise OSError("links are not supported")

    monkeypatch.setattr(os, "link", refuse)
    writer = PackageWriter()
    for name in "ab":
        package = writer.write(TREE, tmp_path / name)
        assert {path: (package / path).read_text("utf-8") for path in TREE} == TREE
        assert load(package / "part" / "same.py").VALUE == 1
