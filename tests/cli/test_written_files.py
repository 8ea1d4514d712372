"""What a command writes replaces no other file: no device, no spec, no client, no other report."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from cli.support import Workspace
from clientwright.errors import UsageError
from clientwright.io import atomic_files

QUICK = ("contract", "--examples", "1", "--only", "*text-to-video:valid")


def test_named_pipe_is_never_replaced(tmp_path: Path) -> None:
    """A named pipe is refused by atomic writes, and stays one."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(UsageError, match="not a regular file"):
        atomic_files.write_text(pipe, "text")
    assert pipe.is_fifo()


def test_report_is_written_into_a_named_pipe(package: Workspace) -> None:
    """A report goes into a named pipe as into a file; the pipe stays one."""
    pipe = package.folder / "pipe"
    os.mkfifo(pipe)
    found: list[str] = []
    reader = threading.Thread(target=lambda: found.append(pipe.read_text("utf-8")))
    reader.start()
    done = package.run(*QUICK, "--html", "pipe")
    if done.exit_code:  # nobody wrote: let the reader end
        pipe.write_text("", "utf-8")
    reader.join()
    assert done.exit_code == 0
    assert "<html" in found[0]
    assert pipe.is_fifo()


def test_link_keeps_pointing_to_its_report(package: Workspace) -> None:
    """A symbolic link given for a report stays; the file that it names is written."""
    (package.folder / "real.html").write_text("old")
    (package.folder / "link.html").symlink_to("real.html")
    assert package.run(*QUICK, "--html", "link.html").exit_code == 0
    assert (package.folder / "link.html").is_symlink()
    assert "<html" in (package.folder / "real.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (("--html", "specs/runcomfy/service.json"), "in a folder of specs"),
        (("--junit", "specs/runcomfy/kling/new.xml"), "in a folder of specs"),
        (("--html", "generated/runcomfy/__init__.py"), "in a folder of a generated package"),
        (("--html", "same", "--junit", "./same"), "name the same file"),
        (("--baseline", "base.json", "--json-file", "../specs/base.json"), "name the same file"),
        (("--html", "base.json/x.html"), "cannot be written"),
    ],
)
def test_report_overwrites_nothing_else(
    package: Workspace, options: tuple[str, ...], text: str
) -> None:
    """A report in the place of a spec, a client, a baseline or another report is refused before the run."""
    (package.folder / "base.json").write_text('{"version": 1, "accepted": []}')
    here = tuple(word.replace("../specs", f"../{package.folder.name}") for word in options)
    before = package.tree()
    done = package.run(*QUICK, *here)
    assert (done.exit_code, done.stdout) == (2, "")
    assert text in done.stderr
    assert package.tree() == before


INSIDE = ("specs/runcomfy", "specs/runcomfy/kling", "generated/runcomfy/kling")


@pytest.mark.parametrize(
    "call",
    [
        ("record", "--into", "specs"),
        *(("record", "--into", into) for into in INSIDE),
        *(("update", "--since", "specs", "--cassettes", into) for into in INSIDE),
    ],
    ids=" ".join,
)
def test_no_cassettes_among_specs(package: Workspace, call: tuple[str, ...]) -> None:
    """Cassettes anywhere among specs or in a package are refused, and nothing is written."""
    before = package.tree()
    done = package.run(*call)
    assert done.exit_code == 2, done.output
    assert "in a folder of" in done.stderr
    assert package.tree() == before


def test_advice_has_each_option_once(specs: Workspace) -> None:
    """Advice with an option that the user gave too has it once."""
    (specs.folder / "empty").mkdir()
    done = specs.run("contract", "--cassettes", "empty")
    assert done.stderr.count("--into") == 1


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
def test_closed_streams(package: Workspace, closed: str) -> None:
    """With stdout or stderr closed, a command does its work and ends as usual, without a traceback."""
    target = {"stdout": ">&-", "stderr": "2>&-"}[closed]
    words = " ".join((sys.executable, "-m", "clientwright", *QUICK, "--json-file", "r.json"))
    done = subprocess.run(
        ["/bin/sh", "-c", f"{words.replace('*', chr(92) + '*')} {target}"],
        cwd=package.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert (package.folder / "r.json").exists()
