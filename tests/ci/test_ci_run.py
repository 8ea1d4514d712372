"""The script that CI runs ends with the number of tests, or says that they did not finish."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ci.support import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="CI runs on Linux")

PYTHON = """#!/bin/sh
case "$*" in
    "-m venv "*) mkdir -p .venv-ci/bin && cp "$0" .venv-ci/bin/python ;;
    "-m pip "*) ;;
    "-m nox "*) . ./session ;;
    *) exec "{python}" "$@" ;;
esac
"""
"""A Python without pip and nox: a session is a shell script in the folder."""
REPORT = (
    '<testsuites><testsuite tests="9" failures="1" errors="1" skipped="2"></testsuite></testsuites>'
)
UNFINISHED = "the tests did not finish"


def last_line(folder: Path, session: str) -> tuple[int, str]:
    """Run the script with a session; return its exit code and its last line."""
    (folder / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/run", folder / ".ci/run")
    (folder / "bin").mkdir()
    (folder / "bin/python3").write_text(PYTHON.format(python=sys.executable), "utf-8")
    (folder / "bin/python3").chmod(0o755)
    (folder / "session").write_text(session, "utf-8")
    done = subprocess.run(
        ["bash", folder / ".ci/run"],
        env={**os.environ, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()[-1]


@pytest.mark.parametrize("code", [0, 1])
def test_the_last_line_counts_the_tests(tmp_path: Path, code: int) -> None:
    """The last line has the numbers of the report, and the exit code is that of the session."""
    session = f"echo '{REPORT}' > tests.xml\nexit {code}\n"
    assert last_line(tmp_path, session) == (code, "5 passed, 2 failed, 2 skipped")


@pytest.mark.parametrize(
    ("session", "code"),
    [
        ("exit 1", 1),
        ("exit 0", 1),
        ("echo '<testsuites><testsuite' > tests.xml\nexit 3", 3),
        ("kill -TERM $$", 143),
        ("kill -TERM $PPID $$", 143),
    ],
    ids=["no report", "no report and no fault", "half a report", "ended", "all ended"],
)
def test_unfinished_tests_are_told(tmp_path: Path, session: str, code: int) -> None:
    """Without a complete report the last line says so, also after a signal, and the exit code is never 0."""
    (tmp_path / "tests.xml").write_text(REPORT, "utf-8")
    ended, line = last_line(tmp_path, session)
    assert (ended, line.startswith(UNFINISHED)) == (code, True)
