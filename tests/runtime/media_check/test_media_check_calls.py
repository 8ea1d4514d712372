"""Which calls look at media, with a key, cancelled, or interrupted."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import anyio
import pytest

from clientwright.runtime.errors import InvalidInput
from runtime.demo_service import TOKEN, AsyncDemo, Demo
from runtime.media_check.media_site import ENDPOINT, PNG, Site, Submit, run_loop


def test_nothing_is_asked_without_the_option(site: Site, submit: Submit) -> None:
    """Without `check_media` no URL is looked at."""
    submit({"image": f"{site.url}/missing.png"})
    assert site.paths("GET") == []


def test_an_input_without_media_is_bought(site: Site, submit: Submit) -> None:
    """An input without URLs has nothing to look at."""
    submit({"prompt": "x"}, check_media=True)
    assert [path for _, path, _ in site.asked] == ["/v1/models/demo/media"]


def test_run_looks_first(site: Site) -> None:
    """`run` looks at the media as `submit` does, before anything is sent."""
    request = ENDPOINT.request({"image": f"{site.url}/missing.png"}, validate="off")
    with Demo(TOKEN, site.url) as api, pytest.raises(InvalidInput, match="media_unreachable"):
        api.run(request, check_media=True)

    async def main() -> None:
        async with AsyncDemo(TOKEN, site.url) as api:
            with pytest.raises(InvalidInput, match="media_unreachable"):
                await api.run(request, check_media=True)

    asyncio.run(main())
    assert site.paths("POST") == []


@pytest.mark.parametrize("kind", ["sync", "asyncio", "trio"])
def test_a_key_that_has_bought_is_joined_without_a_look(
    site: Site, tmp_path: Path, kind: str
) -> None:
    """With a key, a fault prevents the submit and leaves the key free; what was bought needs no look."""
    journal = tmp_path / "jobs.sqlite"

    def submit_once() -> Any:
        request = ENDPOINT.request({"image": f"{site.url}/a.png"}, validate="off")
        options: Any = {"once": "a", "check_media": True}
        if kind == "sync":
            with Demo(TOKEN, site.url, journal=journal) as api:
                return api.submit(request, **options)

        async def main() -> Any:
            async with AsyncDemo(TOKEN, site.url, journal=journal) as api:
                return await api.submit(request, **options)

        return run_loop(kind, main)

    with pytest.raises(InvalidInput, match="media_unreachable"):
        submit_once()
    assert site.paths("POST") == []
    site.add("/a.png", (200, {}, PNG))
    assert submit_once().request_id == "job-1"
    site.add("/a.png", (404, {}, b""))
    looks = len(site.paths("GET"))
    assert submit_once().request_id == "job-1"
    assert (len(site.paths("GET")), len(site.paths("POST"))) == (looks, 1)


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_a_cancelled_look_sends_nothing(site: Site, kind: str) -> None:
    """A caller that is cancelled while a server is silent goes on at once; nothing is sent, and the look ends."""
    request = ENDPOINT.request({"image": f"{site.url}/hangs"}, validate="off")

    async def main() -> None:
        async with AsyncDemo(TOKEN, site.url) as api, anyio.create_task_group() as group:
            group.start_soon(lambda: api.submit(request, check_media=True))
            await anyio.to_thread.run_sync(site.hangs.wait)
            group.cancel_scope.cancel()

    run_loop(kind, main)
    assert site.paths("POST") == []
    for thread in threading.enumerate():
        if thread.name.startswith("demo-media"):
            thread.join(20)
            assert not thread.is_alive()


LOOKING = """
import asyncio, sys
from runtime.demo_service import AsyncDemo, Demo
from runtime.media_check.media_site import ENDPOINT
url, journal, how = sys.argv[1:]
request = ENDPOINT.request({"image": f"{url}/hangs"}, validate="off")

def submit():
    with Demo("secret", url, journal=journal) as api:
        api.submit(request, once="a", check_media=True)

async def map():
    async with AsyncDemo("secret", url, journal=journal) as api:
        await api.map([request], batch="a", check_media=True, progress=False)

try:
    submit() if how == "submit" else asyncio.run(map())
except KeyboardInterrupt as stop:
    print(*getattr(stop, "__notes__", ()))
with Demo("secret", url, journal=journal) as api:
    print([entry.state for entry in api.journal.entries()])
"""


@pytest.mark.parametrize("how", ["submit", "map"])
def test_ctrl_c_ends_a_look_of_a_key(site: Site, tmp_path: Path, how: str) -> None:
    """Ctrl-C while a server is silent ends the look, not only the grace; nothing is sent."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", LOOKING, site.url, str(tmp_path / "jobs.sqlite"), how]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert site.hangs.wait(60)
        process.send_signal(signal.SIGINT)
        told, log = process.communicate(timeout=100)
    if how == "submit":
        assert "no job was accepted" in told
    assert "['not_sent']" in told
    assert "waits" not in log
    assert site.paths("POST") == []
