"""What a batch is given: callbacks that fail, requests of an async generator, pictures that cannot be read."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any, cast

import anyio.to_thread
import pytest
import trio

from clientwright.runtime.batch.batch_progress import BatchProgress
from clientwright.runtime.batch.batch_result import Batch
from clientwright.runtime.endpoint import Endpoint
from clientwright.runtime.errors import (
    ConfigurationError,
    InvalidInput,
)
from clientwright.runtime.media_url import Media
from clientwright.runtime.models import ClosedInput, Text
from runtime.batch.conftest import Mapped, map_with
from runtime.batch.job_server import JobServer
from runtime.demo_service import ENDPOINT, SERVICE, TOKEN, AsyncDemo, Demo, Output


class PictureInput(ClosedInput):
    """An input with a picture."""

    prompt: Text
    image: Annotated[Text, Media("image")]


PICTURES = Endpoint(SERVICE, "demo/pictures", PictureInput, Output)


def test_media_are_looked_at_before_a_job_is_bought(
    mapped: Mapped, jobs: JobServer, file: Path
) -> None:
    """A picture that cannot be read refuses its request, but not one that was bought with it before."""
    url = f"{jobs.base_url.removesuffix('/v1')}/pictures/"
    requests = [
        PICTURES.request({"prompt": f"ok {name}", "image": url + name}, validate="off")
        for name in ("a", "b")
    ]
    jobs.pictures = {"a"}
    for _ in range(2):
        batch = mapped(requests, file, batch="monday", check_media=True)
        assert [one.state for one in batch] == ["succeeded", "refused"]
        assert isinstance(batch[1].error, InvalidInput)
        jobs.pictures = set()
    jobs.pictures = {"b"}
    batch = mapped(requests, file, batch="monday", check_media=True)
    assert batch.counts == {"succeeded": 2}
    assert jobs.bought == {"ok a": 1, "ok b": 1}
    jobs.pictures = set()
    assert mapped(requests, check_media=True).counts == {"refused": 2}


def test_callbacks_that_fail_end_nothing(
    mapped: Mapped, jobs: JobServer, caplog: pytest.LogCaptureFixture
) -> None:
    """The jobs are paid for, so a callback that raises is logged, and not called again."""
    calls = Counter[str]()

    def fail(_: object, name: str) -> None:
        calls[name] += 1
        raise LookupError(name)

    batch = mapped(
        ["ok 0", "ok 1", "ok 2"],
        in_flight=1,
        on_update=partial(fail, name="on_update"),
        progress=partial(fail, name="progress"),
    )
    assert (batch.counts, batch.stopped) == ({"succeeded": 3}, None)
    assert calls == {"on_update": 1, "progress": 1}
    errors = [one.exc_info[1] for one in caplog.records if one.exc_info]
    assert sorted(map(str, errors)) == ["on_update", "progress"]


def test_an_interrupt_of_the_progress_has_the_batch(jobs: JobServer) -> None:
    """Ctrl-C may meet the function that shows the progress; it tells what was bought all the same."""

    def interrupt(progress: BatchProgress) -> None:
        if progress.succeeded:
            raise KeyboardInterrupt

    for flavour in ("sync", "trio"):
        with pytest.raises(KeyboardInterrupt) as caught:
            map_with(flavour, jobs, ["ok 0", "hold 1"], progress=interrupt)
        batch: Batch[Any] = vars(caught.value)["batch"]
        assert batch.stopped == "interrupt"
        assert batch[0].state == "succeeded"
        assert len(caught.value.__notes__) == 1


@pytest.mark.parametrize("library", ["asyncio", "trio"])
def test_requests_of_an_async_generator(library: str, jobs: JobServer) -> None:
    """An async client reads async generators, also endless ones; a sync client says what reads them."""

    async def made() -> AsyncIterator[Any]:
        for number in itertools.count():
            yield ENDPOINT.request({"prompt": f"ok {number}"})
            await anyio.sleep(0)

    async def main() -> Batch[Any]:
        async with AsyncDemo(TOKEN, jobs.base_url, polls_per_second=1000) as api:
            return await api.map(made(), max_jobs=4, progress=False)

    batch = trio.run(main) if library == "trio" else asyncio.run(main())
    assert [one.position for one in batch if one.result] == [0, 1, 2, 3]
    with Demo(TOKEN, jobs.base_url) as api, pytest.raises(ConfigurationError, match="async client"):
        api.map(cast("Any", made()))
