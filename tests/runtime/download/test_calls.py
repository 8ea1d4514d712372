"""The calls that download: of results, jobs and clients, sync, on asyncio and on trio."""

from __future__ import annotations

import asyncio
import copy
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest

from clientwright.runtime.download.errors import DownloadError
from clientwright.runtime.errors import ConfigurationError
from clientwright.runtime.responses import Success
from runtime.byte_server import ByteServer, reply
from runtime.demo_service import TOKEN, AsyncDemo, Demo
from runtime.download.support import (
    MP4,
    REQUEST,
    VIDEO,
    answer,
    answered,
    client,
    each_loop,
    names_in,
    result_of,
    url_of,
)


def test_sync_calls(jobs: ByteServer, tmp_path: Path) -> None:
    """A result, its job and its client save the same files."""
    with Demo(TOKEN, jobs.base_url) as api:
        job = api.submit(REQUEST)
        result = job.wait()
        saved = result.download(tmp_path)
        assert Path(saved[0].path).read_bytes() == VIDEO
        assert job.result().download(tmp_path) == saved
        assert job.download(tmp_path) == saved
        assert job.download(tmp_path, result) == saved
        assert api.download(result, tmp_path) == saved
        assert api.job("job-1").download(tmp_path) == saved


@each_loop
def test_async_calls(loop: Any, jobs: ByteServer, tmp_path: Path) -> None:
    """A job and its client save the same files; a result alone names the call that does."""

    async def main() -> None:
        async with AsyncDemo(TOKEN, jobs.base_url) as api:
            job = await api.submit(REQUEST)
            result = await job.wait()
            saved = await job.download(tmp_path)
            assert Path(saved[0].path).read_bytes() == VIDEO
            assert await api.download(result, tmp_path) == saved
            with pytest.raises(ConfigurationError, match=r"await api\.download"):
                result.download(tmp_path)

    loop(main)


def test_results_are_as_before(jobs: ByteServer, tmp_path: Path) -> None:
    """That a result knows its job is seen nowhere: not compared, not shown, not pickled."""
    with Demo(TOKEN, jobs.base_url) as api:
        result, bare = api.submit(REQUEST).wait(), result_of({"video": url_of(jobs)})
    assert result == bare
    assert hash(result) == hash(bare)
    assert repr(result) == repr(bare)
    assert result._repr_html_() == bare._repr_html_()
    assert vars(pickle.loads(pickle.dumps(result))).keys() == vars(bare).keys()
    assert TOKEN.encode() not in pickle.dumps(result)
    for twin in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result), replace(result)):
        assert twin == result
        with pytest.raises(ConfigurationError, match=r"api\.download\(result"):
            twin.download(tmp_path)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"status": "in_progress"}, "status is in_progress .phase running.*wait"),
        ({"status": "in_progress", "output": {"video": "x"}}, "status is in_progress"),
        ({"status": "cancelled", "output": {"video": "x"}}, "the job was cancelled"),
        ({"status": "failed", "error": "no face", "output": {"video": "x"}}, "the job failed"),
        ({"status": "odd", "output": {"video": "x"}}, "status is odd .phase unknown"),
        ({"status": "failed", "error": "no face"}, "the job failed.*no face"),
        ({"status": "succeeded", "output": {}}, "no URL"),
        ({"status": "succeeded", "output": {"text": "hello"}}, "no URL"),
        ({"status": "succeeded"}, "no URL"),
    ],
)
def test_jobs_without_files(
    facts: dict[str, Any], words: str, jobs: ByteServer, tmp_path: Path
) -> None:
    """A job that has not ended, has failed or has no file says so, and no folder is made."""
    answered(jobs, **facts)
    with Demo(TOKEN, jobs.base_url) as api, pytest.raises(DownloadError, match=words):
        api.submit(REQUEST).download(tmp_path / "out")
    assert names_in(tmp_path) == []


def test_results_of_others(jobs: ByteServer, tmp_path: Path) -> None:
    """Another object, or the result of another job, is refused before anything is asked."""
    with Demo(TOKEN, jobs.base_url) as api:
        job, other = api.submit(REQUEST), result_of({"video": url_of(jobs)}, "job-2")
        seen = len(jobs.received)
        with pytest.raises(ConfigurationError, match="to request job-2"):
            job.download(tmp_path, other)
    assert len(jobs.received) == seen


@pytest.mark.parametrize("given", [None, 5, {}, "text", object])
def test_no_results(given: Any, jobs: ByteServer, tmp_path: Path) -> None:
    """What is no result is a mistake of the caller."""
    with (
        Demo(TOKEN, jobs.base_url) as api,
        pytest.raises(ConfigurationError, match="only the result of a job can be downloaded"),
    ):
        api.download(given, tmp_path)

    async def main() -> None:
        async with AsyncDemo(TOKEN, jobs.base_url) as api:
            await api.download(given, tmp_path)

    with pytest.raises(ConfigurationError, match="only the result of a job can be downloaded"):
        asyncio.run(main())
    assert jobs.received == []


def test_the_end_of_one_client_does_not_matter(jobs: ByteServer, tmp_path: Path) -> None:
    """A closed client can still save a result that it has: downloads have an HTTP client of their own."""
    with Demo(TOKEN, jobs.base_url) as api:
        result = api.submit(REQUEST).wait()
    assert isinstance(result, Success)
    assert len(result.download(tmp_path)) == 1


def test_an_input_that_is_repeated(jobs: ByteServer, tmp_path: Path) -> None:
    """A URL of the input that an output repeats is not fetched, and the video is saved."""
    output = {"video": url_of(jobs), "input": {"video": "https://mine.example/cat.mp4"}}
    with client(jobs) as api:
        (saved,) = api.download(result_of(output), tmp_path)
    assert Path(saved.path).read_bytes() == VIDEO


@each_loop
def test_more_downloads_than_threads(loop: Any, jobs: ByteServer, tmp_path: Path) -> None:
    """Many async downloads at once, each of which asks /result again in between, leave room for that."""
    url = url_of(jobs, "b.mp4")
    jobs.by_operation["a.mp4"] = [answer(status=410, body=b"")]
    jobs.by_operation["b.mp4"] = [answer(MP4)]
    names = [f"job-{n}" for n in range(45)]

    async def main() -> None:
        async with AsyncDemo(TOKEN, jobs.base_url, journal=tmp_path / "jobs.sqlite") as api:

            async def save(name: str) -> None:
                await api.download(result_of({"video": url_of(jobs)}, name), tmp_path / "out")

            async with anyio.create_task_group() as group:
                for name in names:
                    group.start_soon(save, name)

    def result(sock: Any) -> None:
        id = jobs.received[-1].split(b"/requests/")[1].split(b"/")[0].decode()
        answer_of = {"request_id": id, "status": "succeeded", "output": {"video": url}}
        reply(answer_of)(sock)

    jobs.by_operation["result"] = [result]
    loop(main)
    assert len(names_in(tmp_path / "out")) == len(names)
