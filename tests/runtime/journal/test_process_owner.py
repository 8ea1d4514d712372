"""Who sends a submit: only a process that certainly still does counts as sending."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from clientwright.runtime.journal import process_owner
from clientwright.runtime.journal.process_owner import (
    begin_sending,
    end_sending,
    has_ended,
    is_running,
    is_sending,
    process_anywhere,
    this_process,
)
from runtime.programs import start

WHO = (
    "from clientwright.runtime.journal.process_owner import this_process\n"
    "print(this_process(), flush=True)\ninput()"
)
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's /proc")


@pytest.fixture(params=["proc", "ps"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Tell processes apart by Linux's /proc, or by `ps`, as elsewhere."""
    if request.param == "ps":
        if not os.access(process_owner.PS, os.X_OK):
            pytest.skip("there is no ps")
        monkeypatch.setattr(process_owner, "PROC", tmp_path)
    elif sys.platform != "linux":
        pytest.skip("needs Linux's /proc")
    monkeypatch.setattr(process_owner, "_texts", {})
    name: str = request.param
    return name


@pytest.fixture
def other(way: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a process that says who it is, in either way."""
    code = (
        WHO if way == "proc" else WHO.replace("this_process()", "_in_ps(__import__('os').getpid())")
    )
    code = code.replace("import this_process", "import _in_ps") if way == "ps" else code
    with start("-c", code) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
        process.kill()


def test_this_process_runs(way: str) -> None:
    """A process that runs is running, and is told from others."""
    assert this_process()
    assert is_running(this_process())


def test_another_process_runs_until_it_is_killed(other: tuple[subprocess.Popen[str], str]) -> None:
    """A killed process does not run, even before its parent has waited for it."""
    process, owner = other
    assert owner.startswith(f"{process.pid} ")
    assert owner != this_process()
    assert is_running(owner)
    process.send_signal(signal.SIGKILL)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # dead, and still in the list
    assert not is_running(owner)
    process.wait()
    assert not is_running(owner)


@ON_LINUX
@pytest.mark.parametrize("at", range(1, 5))
def test_a_number_that_was_used_again_is_another_process(at: int) -> None:
    """Another start, boot, container or program with the same number is not the process."""
    facts = this_process().split(" ")
    facts[at] += "1"
    assert not is_running(" ".join(facts))


@ON_LINUX
def test_a_program_that_this_user_may_not_look_into_is_running() -> None:
    """The kernel shows a zero to who may not know the address of a process's stack."""
    facts = this_process().split(" ")
    assert is_running(" ".join([*facts[:4], "0"]))
    assert not has_ended(f"{os.getppid()} {' '.join(facts[1:4])}")


@ON_LINUX
@pytest.mark.parametrize("at", range(1, 5))
def test_only_who_would_be_seen_has_certainly_ended(at: int) -> None:
    """Another start or program is another process here; another boot or container may be alive there."""
    facts = this_process().split(" ")
    facts[at] += "1"
    assert has_ended(" ".join(facts)) is (at in (1, 4))


def test_a_killed_process_has_ended(other: tuple[subprocess.Popen[str], str]) -> None:
    """A process has ended only when it does not run, even before its parent has waited for it."""
    process, owner = other
    assert not has_ended(owner)
    process.send_signal(signal.SIGKILL)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert has_ended(owner)
    process.wait()
    assert has_ended(owner)


@ON_LINUX
def test_a_process_that_proc_hides_may_be_alive(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, other: tuple[subprocess.Popen[str], str]
) -> None:
    """A /proc that does not show the processes of other users says nothing of them."""
    process, owner = other
    if not process_anywhere():
        pytest.skip("only on /proc")
    this_process()
    for name in ("sys", "self"):
        (tmp_path / name).symlink_to(process_owner.PROC / name)
    monkeypatch.setattr(process_owner, "PROC", tmp_path)
    assert not is_running(owner)
    assert not has_ended(owner)
    process.kill()
    process.wait()
    assert has_ended(owner)


def test_nothing_is_known_of_a_process_that_says_nothing() -> None:
    """A process that could not say who it is may be alive."""
    assert not has_ended("")
    assert has_ended(this_process())


@pytest.mark.parametrize(
    "owner",
    ["", "x", "-1 2", "0", "²", str(2**80), pytest.param(f"{os.getpid()}", id="pid"), "1 1 1 1"],
)
def test_what_no_process_says_of_itself_is_not_running(owner: str) -> None:
    """Text that is no description of a process is that of none."""
    assert not is_running(owner)


def test_a_submit_is_sent_from_begin_to_end() -> None:
    """In the process itself, a token is being sent until its end, whatever thread asks."""
    token = uuid.uuid4().hex
    owner = begin_sending(token)
    assert is_sending(owner, token)
    end_sending(token)
    end_sending(token)
    assert not is_sending(owner, token)


def test_copies_of_the_package_know_of_each_other() -> None:
    """What one copy of the package sends in this process, another copy in it knows as being sent."""
    spec = importlib.util.spec_from_file_location("another_copy", process_owner.__file__)
    assert spec is not None
    assert spec.loader is not None
    copy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copy)
    token = uuid.uuid4().hex
    owner = begin_sending(token)
    assert copy.is_sending(owner, token)
    copy.end_sending(token)
    assert not is_sending(owner, token)


def test_without_any_way_to_tell_a_process_others_count_as_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where nothing tells processes apart, only the own tokens are being sent."""
    monkeypatch.setattr(process_owner, "PROC", tmp_path)
    monkeypatch.setattr(process_owner, "PS", str(tmp_path / "ps"))
    monkeypatch.setattr(process_owner, "_texts", {})
    mine, others = uuid.uuid4().hex, uuid.uuid4().hex
    assert begin_sending(mine) == ""
    assert is_sending("", mine)
    assert not is_sending("", others)
    end_sending(mine)


@ON_LINUX
def test_the_proc_of_another_container_tells_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A /proc in which this process has another number is not believed."""
    for name in ("sys/kernel/random/boot_id", "self/ns"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "sys/kernel/random/boot_id").write_text("boot")
    (tmp_path / "self/ns").mkdir()
    (tmp_path / "self/ns/pid").symlink_to("pid:[1]")
    stat = f"{os.getpid()} (a) b) S {' '.join(str(n) for n in range(40))}"
    (tmp_path / str(os.getpid())).mkdir()
    (tmp_path / f"{os.getpid()}/stat").write_text(stat)
    monkeypatch.setattr(process_owner, "PROC", tmp_path)
    monkeypatch.setattr(process_owner, "_texts", {})
    (tmp_path / "self/stat").write_text(stat)
    assert this_process() == f"{os.getpid()} 18 boot pid:[1] 24"
    (tmp_path / "self/stat").write_text("7" + stat)
    monkeypatch.setattr(process_owner, "_texts", {})
    assert this_process() == ""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_is_another_process() -> None:
    """A child says who it is itself, and sends none of its parent's tokens."""
    code = (
        "import os\n"
        "from clientwright.runtime.journal.process_owner import *\n"
        "owner = begin_sending('token')\n"
        "if (child := os.fork()) == 0:\n"
        "    alive = is_sending(owner, 'token')\n"
        "    os._exit(10 * alive + (this_process() != owner) + 2 * (begin_sending('x') == owner))\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    done = start("-c", code).communicate(timeout=100)
    assert done == ("11\n", "")
