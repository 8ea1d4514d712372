"""Names of packages: each its own, and none that an installed module of somebody else has."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from clientwright.lint.lint_folder import lint_folder
from clientwright.problems import Problem
from lint.support import SERVICE

FACTS: dict[str, Any] = json.loads(SERVICE.read_text("utf-8"))
ENDPOINT = {"id": "maker/draw", "input": {"type": "object", "properties": {"prompt": {}}}}


def write(root: Path, name: str, **facts: Any) -> Path:
    """Write a service with one endpoint; return its file."""
    folder = root / name
    (folder / "maker").mkdir(parents=True, exist_ok=True)
    (folder / "maker/draw.json").write_text(json.dumps(ENDPOINT), "utf-8")
    path = folder / "service.json"
    path.write_text(json.dumps({**FACTS, "name": name, **facts}, indent=1), "utf-8")
    return path


def named(found: tuple[Problem, ...], code: str) -> list[Problem]:
    """Return the problems with a code."""
    return [problem for problem in found if problem.code == code]


def install(folder: Path, name: str, *files: str) -> None:
    """Write a package that can be imported, with further files."""
    (folder / name).mkdir(parents=True)
    for file in ("__init__.py", *files):
        (folder / name / file).write_text("", "utf-8")
    importlib.invalidate_caches()


def test_two_packages_cannot_have_one_name(tmp_path: Path) -> None:
    """Of two services whose packages have one name, the second is refused; it is no matter which key says it."""
    write(tmp_path, "one", package="client")
    second = write(tmp_path, "two", package="client")
    (problem,) = named(lint_folder(tmp_path), "package-twice")
    assert (problem.location.file, problem.location.pointer) == (str(second), "/package")
    assert problem.location.line > 0
    write(tmp_path, "two", package="one")
    write(tmp_path, "one", package="one")
    assert named(lint_folder(tmp_path), "package-twice")
    write(tmp_path, "two")
    assert not named(lint_folder(tmp_path), "package-twice")


def test_the_name_of_an_installed_module_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module of another distribution is named with it; lint says so also of specs that it remembers."""
    path = write(tmp_path, "click")
    for _ in range(2):
        (problem,) = named(lint_folder(tmp_path), "package-installed")
        assert (problem.location.file, problem.location.line) == (str(path), 2)
        assert "the module of click" in problem.found()
    write(tmp_path, "click", package="clickwright")
    assert not named(lint_folder(tmp_path), "package-installed")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    install(tmp_path / "site", "clickwright")
    assert named(lint_folder(tmp_path), "package-installed")


def test_our_own_packages_may_be_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A generated package that can be imported is no reason for a warning."""
    write(tmp_path, "somefilms")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    install(tmp_path / "site", "somefilms", "clientwright.lock")
    assert not named(lint_folder(tmp_path), "package-installed")


@pytest.mark.parametrize("text", ["{", "[]", '{"name": 3}', '{"name": "a.b"}', "[" * 5000])
def test_unreadable_services_have_no_package(tmp_path: Path, text: str) -> None:
    """What is no service's file is reported as such, and not looked for among the modules."""
    write(tmp_path, "click").write_text(text, "utf-8")
    found = lint_folder(tmp_path)
    assert found
    assert not named(found, "package-installed")
