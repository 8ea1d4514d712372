"""An update interrupted anywhere is completed by the next one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.support import Workspace, save_catalogue
from clientwright.codegen import write_package
from evolution.update.support import UPDATE, catalogue_after, catalogue_before


class Stop(KeyboardInterrupt):
    """Ctrl-C, at a chosen moment."""


@pytest.fixture
def outdated(workspace: Workspace) -> Workspace:
    """Return a workspace with specs, package and cassettes of an old catalogue, and a new catalogue."""
    save_catalogue(workspace, catalogue_before())
    assert workspace.run(*UPDATE).exit_code == 0
    assert workspace.run("record", "--only", "minimal-job", "--only", "error-404001").exit_code == 0
    save_catalogue(workspace, catalogue_after())
    return workspace


@pytest.fixture
def swaps(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Yield a one-element list: the number of the file or package swap before which Ctrl-C is raised.

    Files are replaced with `os.replace`, packages with `swap_directories`.
    """
    left = [-1]

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def swap(*args: Any, **more: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                raise Stop
            return real(*args, **more)

        return swap

    monkeypatch.setattr(os, "replace", counted(os.replace))
    monkeypatch.setattr(write_package, "swap_directories", counted(write_package.swap_directories))
    yield left
    left[0] = -1


def test_next_update_completes_an_interrupted_one(outdated: Workspace, swaps: list[int]) -> None:
    """After Ctrl-C before any swap every file is complete, and the next update gives the final state."""
    start = {name: data for name, data in outdated.tree().items() if "__pycache__" not in name}
    assert outdated.run(*UPDATE).exit_code == 0
    end = outdated.tree()
    stops, packages = 0, set[str]()
    while True:
        _restore(outdated.folder, start)
        swaps[0] = stops + 1
        stopped = outdated.run(*UPDATE)
        happened, swaps[0] = swaps[0] <= 0, -1
        if not happened:
            break
        stops += 1
        assert stopped.exit_code == 130
        assert "interrupted" in stopped.output
        assert "\nstopped half way: run it again" in stopped.stdout
        between = outdated.tree()
        packages.add(_package(between, start, end))
        assert all(between[name] in (start.get(name), end.get(name)) for name in between if not _beside(name))  # fmt: skip
        assert outdated.run(*UPDATE).exit_code == 0
        assert outdated.tree() == end
    assert stops >= 8
    assert packages == {"old", "new"}


def _package(now: dict[str, bytes], start: dict[str, bytes], end: dict[str, bytes]) -> str:
    """Return which package is there: old, new, or a mixture."""
    there, old, new = (
        {name: data for name, data in tree.items() if name.startswith("generated/runcomfy/")}
        for tree in (now, start, end)
    )
    return "old" if there == old else "new" if there == new else "mixed"


def _beside(name: str) -> bool:
    """Return whether a file is temporary, waiting for its swap."""
    return ".clientwright-" in name or name.endswith(".tmp")


def _restore(folder: Path, tree: dict[str, bytes]) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    for name, data in tree.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
