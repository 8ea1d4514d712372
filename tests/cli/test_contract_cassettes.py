"""`contract --cassettes` with a person's own recordings: what is read, what is named, the exit code."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from cli.support import Workspace
from testing.cassettes.recordings import OTHER, job, status, submit, write

RUN = ("contract", "--cassettes", "mine")


@pytest.fixture
def mine(specs: Workspace) -> Path:
    """Return an empty folder for recordings beside the specs."""
    folder = specs.folder / "mine"
    folder.mkdir()
    return folder


def test_good_recordings_pass(specs: Workspace, mine: Path) -> None:
    """A folder of good recordings is proved."""
    write(mine, "a/test_x.yaml", OTHER, *job("r1"))
    write(mine, "b.json", *job("r2"))
    result = specs.run(*RUN)
    assert result.exit_code == 0
    assert "4 proved" in result.stdout


def test_a_fault_is_a_finding(specs: Workspace, mine: Path) -> None:
    """A recorded fault is broken, with the command that runs it again."""
    write(mine, "x.yaml", submit("r1"), status("r1", "nonsense"))
    result = specs.run(*RUN)
    assert result.exit_code == 1
    assert "cassettes/x.yaml/lives: broken" in result.stdout
    assert "--cassettes mine --only" in result.stdout


EMPTY: dict[str, Any] = {
    "nothing": lambda folder: None,
    "other hosts": lambda folder: write(folder, "x.yaml", OTHER),
    "other files": lambda folder: (folder / "compose.yaml").write_text("services: {}\n"),
    "no calls": lambda folder: write(folder, "x.yaml"),
    "a broken file": lambda folder: (folder / "x.yaml").write_text("interactions: [\n"),
    "VCR for Ruby": lambda folder: (folder / "x.yml").write_text("http_interactions: []\n"),
    "other suffixes": lambda folder: (folder / "x.txt").write_text("interactions: []\n"),
    "a folder that is hidden": lambda folder: write(folder / ".x", "x.yaml", *job("r1")),
}


@pytest.mark.parametrize("fill", EMPTY.values(), ids=EMPTY)
def test_a_folder_with_nothing_to_read_is_misuse(specs: Workspace, mine: Path, fill: Any) -> None:
    """A folder that was named and holds nothing readable is exit code 2, with what is in it."""
    fill(mine)
    for more in ((), ("--dry-run",)):
        result = specs.run(*RUN, *more)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "no cassettes in mine: " in result.stderr
        for path in mine.glob("x.y*ml"):
            assert path.name in result.stderr


def test_a_missing_folder_is_misuse(specs: Workspace) -> None:
    """A folder that does not exist is exit code 2."""
    result = specs.run("contract", "--cassettes", "nowhere")
    assert (result.exit_code, "nowhere" in result.stderr) == (2, True)


BAD: dict[str, bytes] = {
    "tag.yaml": b"interactions:\n- request: {method: GET, uri: !!python/name:os.system ''}\n",
    "latin.yaml": "interactions: caf\xe9\n".encode("latin-1"),
    "deep.yaml": b"interactions: " + b"[" * 900,
    "deep.json": b'{"interactions": ' + b"[" * 100_000,
    "two.yaml": b"interactions: []\n---\ninteractions: []\n",
    "twice.json": b'{"interactions": [], "interactions": []}',
    "nan.json": b'{"interactions": [NaN]}',
    "old.yaml": b"- request: {}\n  response: {}\n",
    "odd.yaml": b"interactions: [1, null, [], {request: 3}]\n",
    "newer.yaml": b"clientwright-cassette: {version: 9}\ninteractions: []\n",
}


def test_a_mixed_folder_reports_both(specs: Workspace, mine: Path) -> None:
    """What can be read is checked, and each file that cannot is named once, with a code and a place."""
    write(mine, "good.yaml", *job("r1"))
    write(mine, "windows.yaml", *job("r2"))
    text = (mine / "windows.yaml").read_text("utf-8")
    (mine / "windows.yaml").write_bytes(text.replace("\n", "\r\n").encode())
    for name, data in BAD.items():
        (mine / name).write_bytes(data)
    (mine / "junk.yaml").write_bytes(bytes(range(256)) * 9)
    (mine / "loop.yaml").symlink_to("loop.yaml")
    (mine / "again").symlink_to(".")
    os.mkfifo(mine / "pipe.yaml")
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind("mine/socket.yaml")
        result = specs.run(*RUN, "--json-file", "report.json")
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    report = json.loads((specs.folder / "report.json").read_text("utf-8"))
    verdicts = {one["promise"]: one for one in report["verdicts"]}
    unread = {id for id in verdicts if id.endswith("/readable")}
    names = {*BAD, "loop.yaml", "pipe.yaml", "socket.yaml"}
    assert unread == {f"cassettes/{name}/readable" for name in names}
    assert sum("good.yaml" in id or "windows.yaml" in id for id in verdicts) == 4
    assert "junk.yaml" in verdicts["cassettes/not-a-recording"]["reason"]
    assert "unknown-yaml-tag" in result.stdout


def test_many_files_of_one_kind_are_counted(specs: Workspace, mine: Path) -> None:
    """Of many files with the same problem, the first are named and the rest are counted."""
    write(mine, "good.yaml", *job("r1"))
    for n in range(60):
        (mine / f"bad{n:02}.yaml").write_text("interactions: [\n")
        (mine / f"other{n:02}.yaml").write_text("services: {}\n")
    result = specs.run(*RUN)
    assert result.exit_code == 1
    assert "60 files" in result.stdout
    assert "and 57 more" in result.stdout
    assert result.stdout.count("bad") < 10
    assert result.stdout.count("other") < 10


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_what_may_not_be_opened_is_named(specs: Workspace, mine: Path) -> None:
    """A file or folder without permission is named, and the rest is read."""
    write(mine, "good.yaml", *job("r1"))
    write(mine, "locked.yaml", *job("r2")).chmod(0)
    (mine / "closed").mkdir(mode=0)
    result = specs.run(*RUN)
    assert result.exit_code == 1
    assert "locked.yaml" in result.stdout
    assert "closed" in result.stdout


def test_an_endpoint_is_chosen(specs: Workspace, mine: Path) -> None:
    """--endpoint chooses what of the recordings is checked; if they hold nothing of it, that is misuse."""
    write(mine, "x.yaml", *job("r1"))
    assert specs.run(*RUN, "--endpoint", "text-to-video").exit_code == 0
    assert specs.run(*RUN, "--endpoint", "image-to-video").exit_code == 2


@pytest.mark.parametrize("option", ["--cassettes", "--server", "--client"])
def test_an_option_that_names_two_targets_is_misuse(specs: Workspace, option: str) -> None:
    """A second folder, server or client would not be tested, so that it is refused."""
    result = specs.run("contract", option, "specs", option, "specs")
    assert (result.exit_code, f"{option} takes one value" in result.stderr) == (2, True)


def test_suffixes_in_capitals_are_read(specs: Workspace, mine: Path) -> None:
    """A file whose suffix is in capitals is a recording like others."""
    write(mine, "a.yaml", submit("r1"), status("r1", "nonsense")).rename(mine / "A.YAML")
    result = specs.run(*RUN)
    assert "cassettes/A.YAML/lives: broken" in result.stdout
