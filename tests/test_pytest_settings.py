"""The settings of this project's pytest, in a real pytest: what hangs or fails is named, and laws are repeatable."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = re.compile(r"^\[tool\.pytest\.ini_options\]\n.*?(?=^\[)", re.MULTILINE | re.DOTALL)
START = "import os, time\nimport pytest\nfrom hypothesis import given, strategies as st\n"


class Project:
    """A project with these settings, this conftest.py and one file of tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        found = SETTINGS.search((ROOT / "pyproject.toml").read_text("utf-8"))
        assert found is not None
        (folder / "pyproject.toml").write_text(found[0], "utf-8")
        (folder / "tests").mkdir()
        conftest = (ROOT / "tests/conftest.py").read_text("utf-8")
        (folder / "tests/conftest.py").write_text(conftest, "utf-8")

    def pytest(self, tests: str, *args: str) -> str:
        """Run pytest on some tests; return what it prints."""
        (self.folder / "tests/test_it.py").write_text(START + tests, "utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *args],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project."""
    return Project(tmp_path)


HANGING = """
@given(st.integers())
def test_hangs(number):
    here_it_hangs()
def here_it_hangs():
    time.sleep(1000)
def test_fails():
    assert "seen" == "wanted"
@given(st.integers(min_value=1))
def test_law(number):
    assert number == 0
@pytest.fixture
def broken():
    raise OSError("no such fixture")
def test_setup(broken):
    pass
def test_passes():
    assert "PYTEST_ADDOPTS" not in os.environ
"""


def test_what_hangs_or_fails_is_named_at_once(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A test that hangs ends and is named with its place, failures are printed before the end, and all others run."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "-q -n 2 --dist worksteal")
    limits = ("-o", "faulthandler_timeout=1", "--timeout", "3")
    printed = project.pytest(HANGING, *limits)
    at_once, end, _ = printed.partition("= FAILURES =")
    assert end
    for name, text in {
        "test_hangs": "crashed while running",
        "test_fails": "assert 'seen' == 'wanted'",
        "test_law": "number=",
        "test_setup (setup)": "no such fixture",
    }.items():
        assert re.search(rf"^FAILED tests/test_it\.py::{re.escape(name)}$", at_once, re.M), printed
        assert text in at_once
    assert "in here_it_hangs" in at_once
    assert "3 failed, 1 passed, 1 error" in printed


COUNTING = """
@given(st.integers())
def test_law(number):
    with open("seen.txt", "a") as file:
        print(number, file=file)
@pytest.mark.stress
def test_long():
    pass
"""


def test_laws_are_repeatable_unless_they_explore(project: Project) -> None:
    """Each run has the same examples; `explore` has more and others. Tests marked `stress` are no part of a usual run."""
    seen: list[list[str]] = []
    explore = ("--hypothesis-profile", "explore")
    for more in ((), (), explore, (*explore, "-m", "stress or not stress")):
        printed = project.pytest(COUNTING, *more)
        assert ("2 passed" if "-m" in more else "1 passed, 1 deselected") in printed
        seen.append((project.folder / "seen.txt").read_text("utf-8").splitlines())
        (project.folder / "seen.txt").unlink()
    usual, again, random, other = seen
    assert usual == again
    assert random != other
    assert len(usual) == 60
    assert len(random) == len(other) == 500
