"""`map` with a download target: outputs are saved once, and where nothing can be saved nothing is bought."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clientwright.runtime.download.errors import DownloadError, OutputExpired
from clientwright.runtime.errors import (
    ConfigurationError,
)
from clientwright.runtime.journal.open_journal import open_journal
from runtime.batch.conftest import Mapped
from runtime.batch.job_server import JobServer


def test_outputs_are_downloaded(
    mapped: Mapped, jobs: JobServer, file: Path, tmp_path: Path
) -> None:
    """Each success is saved; a rerun returns the same files, and one without a file saves it again."""
    requests, folder = ["ok 0", "fail 1", "ok 2"], tmp_path / "out"
    first = mapped(requests, file, batch="monday", download=folder)
    assert [len(one.files) for one in first] == [1, 0, 1]
    for one in first:
        for saved in one.files:
            assert (
                Path(saved.path).read_bytes()
                == b"\0\0\0\x18ftypisom" + f"the film of {one.request_id}.mp4".encode()
            )
    again = mapped(requests, file, batch="monday", download=folder)
    assert [one.files for one in again] == [one.files for one in first]
    Path(first[0].files[0].path).unlink()
    third = mapped(requests, file, batch="monday", download=folder)
    assert [one.files for one in third] == [one.files for one in first]
    assert Path(first[0].files[0].path).exists()
    assert len([*folder.iterdir()]) == 2


def test_a_file_of_that_name_can_be_replaced_after_the_batch(
    mapped: Mapped, jobs: JobServer, tmp_path: Path
) -> None:
    """`map` has no options of downloads, so its errors name the call that has."""
    folder = tmp_path / "out"
    first = mapped(["ok 0"], download=folder)
    Path(first[0].files[0].path).write_bytes(b"other")
    jobs.bought.clear()  # so that the next job has the same id, and its file the same name
    (outcome,) = mapped(["ok 0"], download=folder)
    assert (outcome.state, type(outcome.error)) == ("succeeded", DownloadError)
    text = str(outcome.error)
    assert f"api.download(outcome.result, {str(folder)!r}, overwrite=True)" in text
    assert "same download" not in text


@pytest.mark.parametrize(
    "target",
    ["", 3, "nosuch://x", "nosuch::x", "a file", "a file/below", "/proc/nothing/here", "data://x"],
)
def test_a_target_is_checked_before_anything_is_bought(
    target: Any, mapped: Mapped, jobs: JobServer, tmp_path: Path
) -> None:
    """Where nothing can be saved, nothing is bought."""
    (tmp_path / "a file").write_text("")
    if isinstance(target, str) and target.startswith("a file"):
        target = tmp_path / target
    with pytest.raises(ConfigurationError):
        mapped(["ok 0", "ok 1"], download=target)
    assert not jobs.asked
    assert mapped(["ok 0"], download=tmp_path / "new" / "folder").counts == {"succeeded": 1}


def test_a_target_that_breaks_ends_the_purchases(
    mapped: Mapped, jobs: JobServer, file: Path, tmp_path: Path
) -> None:
    """When the folder is gone the batch buys no more; what was bought is delivered with the reason."""
    folder, broken = tmp_path / "out", list[bool]()

    def prompts() -> Iterator[str]:
        for number in range(20):
            if number == 3 and not broken:
                broken.append(True)
                shutil.rmtree(folder)
                folder.write_text("no folder any more")
            yield f"ok {number}"

    options: dict[str, Any] = {"batch": "b", "download": folder, "in_flight": 1}
    batch = mapped(prompts(), file, **options)
    assert (batch.stopped, len(batch.results)) == ("download", 4)
    assert [len(one.files) for one in batch][:4] == [1, 1, 1, 0]
    folder.unlink()
    assert [len(one.files) for one in mapped(prompts(), file, **options)] == [1] * 20
    assert {*jobs.bought.values()} == {1}


def test_a_rerun_of_what_has_ended_asks_nobody(
    mapped: Mapped, jobs: JobServer, file: Path, tmp_path: Path
) -> None:
    """Stored results and saved files are delivered without one request, however many there are."""
    prompts = [f"ok {number}" for number in range(150)]
    first = mapped(prompts, file, batch="b", download=tmp_path / "out", in_flight=20)
    requests = jobs.requests
    again = mapped(prompts, file, batch="b", download=tmp_path / "out", in_flight=20)
    assert jobs.requests == requests
    assert [one.result for one in again] == [one.result for one in first]
    assert [one.files for one in again] == [one.files for one in first]


def test_what_was_forgotten_succeeded_all_the_same(
    mapped: Mapped, jobs: JobServer, file: Path, tmp_path: Path
) -> None:
    """After a prune, and when the provider has forgotten the jobs, there are still the saved files."""
    prompts = [f"ok {number}" for number in range(8)]
    first = mapped(prompts, file, batch="b", download=tmp_path / "out")
    database = open_journal(file)
    database.prune(time.time() + 60)
    database.close()
    jobs.has_forgotten = True
    again = mapped(prompts, file, batch="b", download=tmp_path / "out", stop_after_failures=1)
    assert (again.counts, again.stopped) == ({"succeeded": 8}, None)
    assert all(isinstance(one.error, OutputExpired) for one in again)
    assert [one.files for one in again] == [one.files for one in first]
