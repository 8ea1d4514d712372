"""What a journal knows of files: they are noted, found again without a request, and never bought again."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from clientwright.runtime.download.errors import DownloadError, OutputExpired
from clientwright.runtime.download.local_target import LocalTarget
from runtime.byte_server import ByteServer, reply
from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo, Demo
from runtime.download.support import (
    MP4,
    OTHER_VIDEO,
    VIDEO,
    answer,
    answered,
    client,
    names_in,
    result_of,
    url_of,
)

REQUEST = ENDPOINT.request({"prompt": "é"})


def journaled(server: ByteServer, folder: Path) -> Demo:
    """Return a client with a journal."""
    return Demo(TOKEN, server.base_url, 5.0, journal=folder / "jobs.sqlite")


def asked(server: ByteServer) -> int:
    """Return how often the file was asked for."""
    return sum(operation == "a.mp4" for operation, _ in server.answered)


def test_files_are_noted_and_found_again(jobs: ByteServer, tmp_path: Path) -> None:
    """A file that the journal knows is not asked for again while it is there unchanged."""
    with journaled(jobs, tmp_path) as api:
        job = api.submit(REQUEST)
        result = job.wait()
        assert [entry.files for entry in api.journal.pending()] == [()]
        saved = result.download(tmp_path / "a")
        assert api.journal.pending() == []
        (entry,) = api.journal.entries()
        assert entry.files == saved
    with journaled(jobs, tmp_path) as again:
        assert again.job("job-1").download(tmp_path / "a") == saved
        assert asked(jobs) == 1
        elsewhere = again.job("job-1").download(tmp_path / "b")
        (entry,) = again.journal.entries()
        assert entry.files == saved + elsewhere
        Path(saved[0].path).unlink()
        assert again.job("job-1").download(tmp_path / "a") == saved
        assert asked(jobs) == 3


def test_many_files_are_found_again_one_by_one(
    jobs: ByteServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each known file is looked at for its own output alone, and folders are resolved once."""
    count, steps = 60, Counter[str]()
    jobs.actions = [answer(MP4)]
    output = {"videos": [url_of(jobs, f"{place}.mp4") for place in range(count)]}
    answered(jobs, status="succeeded", output=output)
    jobs.by_operation["submit"] = [reply({"request_id": "job-1"})]
    with journaled(jobs, tmp_path) as api:
        job = api.submit(REQUEST)
        result = job.wait()
        saved = result.download(tmp_path / "a")
        sent = len(jobs.received)
        for kind, name in ((Path, "resolve"), (LocalTarget, "name_of"), (LocalTarget, "find")):
            old = getattr(kind, name)

            def counted(*given: Any, old: Any = old, name: str = name, **more: Any) -> Any:
                steps[name] += 1
                return old(*given, **more)

            monkeypatch.setattr(kind, name, counted)
        assert result.download(tmp_path / "a") == saved
    assert len(jobs.received) == sent
    assert steps["name_of"] <= 2 * count
    assert steps["find"] == count
    assert steps["resolve"] <= 9


def test_the_spelling_of_the_base_url_does_not_count(jobs: ByteServer, tmp_path: Path) -> None:
    """A client whose base URL is spelled otherwise than in the journal notes ends and files, too."""
    spelled = jobs.base_url.replace("127.0.0.1", "LOCALHOST")
    file = url_of(jobs).replace("127.0.0.1", "localhost")
    answered(jobs, status="succeeded", output={"video": file})
    with Demo(TOKEN, spelled, 5.0, journal=tmp_path / "jobs.sqlite") as api:
        api.submit(REQUEST)
        job = api.job("job-1")
        result = job.wait()
        (entry,) = api.journal.entries()
        assert (entry.state, entry.base_url == spelled.lower()) == ("succeeded", True)
        saved = job.download(tmp_path / "a", result)
        (entry,) = api.journal.entries()
        assert entry.files == saved


def test_a_file_that_was_changed(jobs: ByteServer, tmp_path: Path) -> None:
    """A file that was changed since is neither taken for the output nor written over."""
    with journaled(jobs, tmp_path) as api:
        job = api.submit(REQUEST)
        (saved,) = job.download(tmp_path / "a")
        Path(saved.path).write_bytes(OTHER_VIDEO)
        with pytest.raises(DownloadError, match="already exists"):
            job.download(tmp_path / "a")
        assert Path(saved.path).read_bytes() == OTHER_VIDEO
        assert job.download(tmp_path / "a", overwrite=True) == (saved,)


def test_some_files_are_not_all(jobs: ByteServer, tmp_path: Path) -> None:
    """A job of which only some files were saved is still one to be downloaded."""
    urls = [url_of(jobs), url_of(jobs, "b.mp4")]
    jobs.by_operation["b.mp4"] = [answer(status=400, body=b"")]
    output = {"request_id": "job-1", "status": "succeeded", "output": {"videos": urls}}
    jobs.by_operation["result"] = [reply(output)]
    with journaled(jobs, tmp_path) as api:
        job = api.submit(REQUEST)
        job.wait()
        with pytest.raises(DownloadError, match="output 2 of 2"):
            job.download(tmp_path / "a")
        assert len(api.journal.pending()) == 1
        jobs.by_operation["b.mp4"] = [answer(MP4)]
        assert len(job.download(tmp_path / "a")) == 2
        assert api.journal.pending() == []


def test_async_calls_note_files(jobs: ByteServer, tmp_path: Path) -> None:
    """The async client notes files, too."""

    async def main() -> None:
        journal = tmp_path / "jobs.sqlite"
        async with AsyncDemo(TOKEN, jobs.base_url, journal=journal) as api:
            job = await api.submit(REQUEST)
            saved = await job.download(tmp_path / "a")
            (entry,) = await api.journal.entries()
            assert entry.files == saved

    asyncio.run(main())


def test_a_result_that_only_the_journal_has(jobs: ByteServer, tmp_path: Path) -> None:
    """Where /result knows the job no longer, the URLs in the journal are tried, and nothing is bought."""
    with journaled(jobs, tmp_path) as api:
        job = api.submit(REQUEST)
        job.wait()
        jobs.by_operation["result"] = [reply({"error": "unknown"}, 404)]
        (saved,) = job.download(tmp_path / "a")
        assert Path(saved.path).read_bytes() == VIDEO
        jobs.by_operation["a.mp4"] = [answer(status=410, body=b"")]
        with pytest.raises(OutputExpired, match="HTTP 410"):
            job.download(tmp_path / "b")
    posts = [request for request in jobs.received if request.startswith(b"POST")]
    assert len(posts) == 1


def test_a_journal_that_fails_after_the_download(
    jobs: ByteServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The files are returned, and what could not be noted is logged."""
    with journaled(jobs, tmp_path) as api:
        result = api.submit(REQUEST).wait()
        api.journal.close()
        for file in tmp_path.iterdir():
            file.unlink()
        (tmp_path / "jobs.sqlite").write_bytes(b"no database" * 99)
        with caplog.at_level(logging.ERROR):
            (saved,) = result.download(tmp_path / "a")
    assert Path(saved.path).read_bytes() == VIDEO
    assert "job-1" in caplog.text


def test_without_a_journal_nothing_is_noted(jobs: ByteServer, tmp_path: Path) -> None:
    """Without a journal, a download leaves its files and nothing else."""
    with client(jobs) as api:
        api.download(result_of({"video": url_of(jobs)}), tmp_path)
    assert names_in(tmp_path) == ["job-1-1.mp4"]
