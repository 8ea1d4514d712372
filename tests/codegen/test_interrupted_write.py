"""Interrupted runs leave the old or the new package complete; leftovers are reported and repaired."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clientwright.codegen import write_package as writing
from clientwright.codegen.package_mutex import leftover_problems, lock_package
from clientwright.codegen.write_package import swap_directories, write_package
from clientwright.errors import UsageError

ROOT = Path(__file__).resolve().parent.parent.parent
OLD = {"a.py": "old", "b/c.py": "old", "b/d.py": "both"}
NEW = {"a.py": "new", "b/d.py": "both", "e.py": "new"}
LOOP = """
import sys
from pathlib import Path
from clientwright.codegen.package_mutex import lock_package
from clientwright.codegen.write_package import write_package
package, old, new = Path(sys.argv[1]), eval(sys.argv[2]), eval(sys.argv[3])
print(flush=True)
while True:
    for tree, before in ((new, old), (old, new)):
        with lock_package(package):
            write_package(package, tree, frozenset(set(before) - set(tree)))
"""

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="signals, links and modes as on Linux and macOS"
)


def files(folder: Path) -> dict[str, str]:
    """Return every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def stopped(package: Path, number: int, pause: float) -> None:
    """Let a process write old and new in turns, and stop it after a while with a signal."""
    with subprocess.Popen(
        [sys.executable, "-c", LOOP, str(package), repr(OLD), repr(NEW)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator")},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as run:
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(pause)
        run.send_signal(number)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_interruption_leaves_one_complete_package(tmp_path: Path, number: int) -> None:
    """Interrupted at any moment, one package is complete, with people's own files; the next run removes the rest."""
    package = tmp_path / "p"
    write_package(package, OLD)
    (package / "notes.txt").write_text("mine")
    can_exchange = exchanges(tmp_path)
    draw = random.Random(number)
    for _ in range(12):
        stopped(package, number, draw.random() / 20)
        home = package if package.exists() else tmp_path / ".p.clientwright-old"
        assert home == package or not can_exchange
        found = files(home)
        assert found.pop("notes.txt") == "mine"
        assert found in (OLD, NEW)
        if number == signal.SIGINT:
            assert [path.name for path in tmp_path.iterdir()] == ["p"]
        with lock_package(package):
            assert files(package) == {**found, "notes.txt": "mine"}
        assert [path.name for path in tmp_path.iterdir()] == ["p"]


def exchanges(folder: Path) -> bool:
    """Return whether this disk can swap two directories atomically."""
    one, other = folder / "one", folder / "other"
    one.mkdir()
    other.mkdir()
    try:
        return swap_directories(one, other)
    finally:
        one.rmdir()
        other.rmdir()


def test_swap_directories(tmp_path: Path) -> None:
    """After a swap each folder has the other's content; if swapping is unsupported, nothing changes."""
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "said.txt").write_text(name)
    done = swap_directories(tmp_path / "one", tmp_path / "other")
    content = (tmp_path / "one/said.txt").read_text()
    assert content == ("other" if done else "one")
    with pytest.raises(OSError, match="No such file"):
        assert swap_directories(tmp_path / "one", tmp_path / "nowhere") is None


def cannot(one: Path, other: Path) -> bool:
    """Behave like a disk that cannot swap."""
    return False


def test_package_is_replaced_without_atomic_swap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a disk that cannot swap, two renames replace the package, and nothing is left beside it."""
    monkeypatch.setattr(writing, "swap_directories", cannot)
    write_package(tmp_path / "p", OLD)
    write_package(tmp_path / "p", NEW, frozenset({"b/c.py"}))
    assert files(tmp_path / "p") == NEW
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


@pytest.mark.parametrize("name", [".p.clientwright-old", ".p.clientwright-new"])
def test_leftovers_are_reported_unless_a_run_is_active(tmp_path: Path, name: str) -> None:
    """A leftover folder is a problem unless a run is active, and is gone after the next run."""
    write_package(tmp_path / "p", OLD)
    if name.endswith("old"):
        (tmp_path / "p").rename(tmp_path / name)
    else:
        (tmp_path / name).mkdir()
    assert [p.location.file for p in leftover_problems(tmp_path / "p")] == [str(tmp_path / name)]
    with lock_package(tmp_path / "p"):
        (tmp_path / name).mkdir()
        assert [*leftover_problems(tmp_path / "p")] == []
    with lock_package(tmp_path / "p"):
        assert files(tmp_path / "p") == OLD
    assert [*leftover_problems(tmp_path / "p")] == []


def test_failed_run_removes_created_folders(tmp_path: Path) -> None:
    """Folders created for a package that was not written are removed again."""
    with pytest.raises(RuntimeError), lock_package(tmp_path / "a/b/p"):
        raise RuntimeError
    assert [*tmp_path.iterdir()] == []


def test_errors_under_the_lock_propagate(tmp_path: Path) -> None:
    """An error inside the locked block propagates, and is not reported as an unwritable folder."""
    with pytest.raises(FileNotFoundError), lock_package(tmp_path / "p"):
        raise FileNotFoundError


def test_modes_are_kept(tmp_path: Path) -> None:
    """Folders and files keep their modes, even if they are rewritten."""
    package = tmp_path / "p"
    write_package(package, OLD)
    (package / "mine").mkdir(mode=0o700)
    (package / "a.py").chmod(0o640)
    package.chmod(0o750)
    write_package(package, NEW)
    modes = [path.stat().st_mode & 0o777 for path in (package / "mine", package / "a.py", package)]
    assert modes == [0o700, 0o640, 0o750]


def test_read_only_folders_are_handled(tmp_path: Path) -> None:
    """Read-only folders inside stay read-only, and no old or unfinished package is left."""
    package = tmp_path / "p"
    write_package(package, OLD)
    (package / "b").chmod(0o555)
    write_package(package, NEW)
    stray = tmp_path / ".p.clientwright-new"
    (stray / "b").mkdir(parents=True)
    (stray / "b").chmod(0o555)
    with lock_package(package):
        assert [path.name for path in tmp_path.iterdir()] == ["p"]
    assert (package / "b").stat().st_mode & 0o777 == 0o555
    (package / "b").chmod(0o755)


@pytest.mark.parametrize(("make", "name"), [("a.py/mine", "a.py"), ("b", "b")])
def test_obstacles_are_named(tmp_path: Path, make: str, name: str) -> None:
    """A folder in place of a file, or the reverse, is named, and nothing is written."""
    package = tmp_path / "p"
    (package / make).parent.mkdir(parents=True)
    (package / make).write_text("mine")
    with pytest.raises(UsageError, match=f"p/{name} is a "):
        write_package(package, OLD)
    assert files(package) == {make: "mine"}


def test_full_disk_keeps_old_package(tmp_path: Path) -> None:
    """On a full disk, the package is reported as not writable and is unchanged."""
    package = tmp_path / "p"
    write_package(package, OLD)
    code = (
        "import resource, signal, sys; from pathlib import Path; "
        "from clientwright.codegen.write_package import write_package; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500)); "
        "write_package(Path(sys.argv[1]), {'0.py': 'small', 'a.py': 'x' * 9999})"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, str(package)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "UsageError" in done.stderr
    assert f"{package} cannot be written: File too large" in done.stderr
    assert files(package) == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


def test_full_temporary_folder_is_named(tmp_path: Path) -> None:
    """If the temporary folder is full, it is named, nothing is written, and no traceback is shown."""
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500)); "
        "from clientwright.cli import main; main(['generate', '--specs', 'specs', '--out', 'out'])"
    )
    shutil.copytree(ROOT / "specs" / "runcomfy", tmp_path / "specs" / "runcomfy")
    done = subprocess.run(
        [sys.executable, "-B", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator"), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert f"{tmp_path}: files cannot be formatted here: File too large" in done.stderr
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"specs"}


def test_removal_does_not_follow_links(tmp_path: Path) -> None:
    """A file to remove below a folder that has become a link is kept at the link's target."""
    package = tmp_path / "p"
    write_package(package, OLD)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/c.py").write_text("mine")
    for path in (package / "b").iterdir():
        path.unlink()
    (package / "b").rmdir()
    (package / "b").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    write_package(package, {"a.py": "new"}, frozenset({"b/c.py", "b/d.py"}))
    assert (tmp_path / "elsewhere/c.py").read_text() == "mine"
    assert (package / "b").is_symlink()
