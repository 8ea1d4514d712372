"""Media are looked at before a job is bought: every fault at once, nothing sent, no token anywhere else."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated, Any

import anyio
import pytest
import trio
from pydantic import Field

from clientwright.runtime.endpoint import Endpoint
from clientwright.runtime.errors import InvalidInput
from clientwright.runtime.media_url import Media
from clientwright.runtime.models import ClosedInput, Omittable, Text
from runtime.demo_service import SERVICE, TOKEN, AsyncDemo, Demo, Output

Picture = Annotated[Text, Media("image")]


class Input(ClosedInput):
    """An input with media."""

    prompt: Omittable[Text] = None
    image: Omittable[Picture] = None
    images: Omittable[Annotated[list[Picture], Field(max_length=20)]] = None
    video: Omittable[Annotated[Text, Media("video")]] = None


ENDPOINT = Endpoint(SERVICE, "demo/media", Input, Output)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(2000)
MP4 = b"\0\0\0\x18ftypisom" + bytes(2000)
PAGE = b"<!doctype html><title>Log in</title>"
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """A server of media that is the API, too: what it answers by path, and what it was asked."""

    url: str
    answers: dict[str, list[Answer]] = field(default_factory=dict[str, list[Answer]])
    asked: list[tuple[str, str, dict[str, str]]] = field(
        default_factory=list[tuple[str, str, dict[str, str]]]
    )
    release: threading.Event = field(default_factory=threading.Event)
    hangs: threading.Event = field(default_factory=threading.Event)

    def add(self, path: str, *answers: Answer) -> str:
        """Set the answers of a path, of which the last one repeats; return its URL."""
        self.answers[path] = [*answers]
        return self.url + path

    def paths(self, method: str) -> list[str]:
        """Return what was asked for by a method."""
        return [path for how, path, _ in self.asked if how == method]


@pytest.fixture
def site() -> Iterator[Site]:
    """Run a server of media and jobs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            site.asked.append(("GET", path, dict(self.headers.items())))
            if path == "/hangs":
                site.hangs.set()
                site.release.wait(60)
            answers = site.answers.get(path, [(404, {}, b"")])
            status, headers, body = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            site.asked.append(("POST", self.path, dict(self.headers.items())))
            body = json.dumps({"request_id": "job-1"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def handle(self) -> None:
            with contextlib.suppress(OSError):  # the client reads the first bytes only
                super().handle()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Site(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield site
    finally:
        site.release.set()
        server.shutdown()
        thread.join()
        server.server_close()


Submit = Callable[..., Any]


@pytest.fixture(params=["sync", "asyncio", "trio"])
def submit(request: pytest.FixtureRequest, site: Site) -> Submit:
    """Return what submits an input in each way of calling."""

    def submit_sync(body: dict[str, Any], timeout: float = 20.0, **options: Any) -> Any:
        with Demo(TOKEN, site.url, timeout) as api:
            return api.submit(ENDPOINT.request(body, validate="off"), **options)

    def submit_async(body: dict[str, Any], timeout: float = 20.0, **options: Any) -> Any:
        async def main() -> Any:
            async with AsyncDemo(TOKEN, site.url, timeout) as api:
                return await api.submit(ENDPOINT.request(body, validate="off"), **options)

        return run_loop(request.param, main)

    return submit_sync if request.param == "sync" else submit_async


def run_loop(kind: str, main: Callable[[], Awaitable[Any]]) -> Any:
    """Run a coroutine function on an event loop."""

    async def run() -> Any:
        return await main()

    return trio.run(main) if kind == "trio" else asyncio.run(run())


def refused(submit: Submit, body: dict[str, Any], **options: Any) -> dict[str, str]:
    """Submit an input whose media are refused; return the code at each path."""
    with pytest.raises(InvalidInput, match="Nothing was sent") as caught:
        submit(body, check_media=True, **options)
    assert TOKEN not in str(caught.value)
    return {fault.path: fault.code for fault in caught.value.faults}


def test_readable_media_are_bought(site: Site, submit: Submit) -> None:
    """If every URL can be read, the job is submitted; the looks had no token and no cookie."""
    body = {
        "image": site.add("/a.png", (200, {"Set-Cookie": "a=b", "Content-Type": "image/png"}, PNG)),
        "images": [site.add("/b", (302, {"Location": "/a.png"}, b"")), "data:image/png;base64,AAAA"],
        "video": site.add("/v", (206, {"Content-Range": "bytes 0-2011/2012"}, MP4)),
    }  # fmt: skip
    assert submit(body, check_media=True).request_id == "job-1"
    assert len(site.paths("POST")) == 1
    assert set(site.paths("GET")) == {"/a.png", "/b", "/v"}
    for how, _, headers in site.asked:
        if how == "GET":
            assert not headers.keys() & {"Authorization", "Cookie"}
            assert TOKEN not in str(headers)


PUBLIC_ONLY = "https://10.0.0.1/a.png"


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([(404, {}, b"")], "media_unreachable"),
        ([(410, {}, b"")], "media_unreachable"),
        ([(401, {}, b"")], "media_login"),
        ([(403, {}, PAGE)], "media_login"),
        ([(500, {}, b"")], "media_unreachable"),
        ([(405, {}, b"")], "media_unreachable"),
        ([(204, {}, b"")], "media_unreachable"),
        ([(200, {}, b"")], "media_type"),
        ([(416, {}, b"")], "media_type"),
        ([(200, {"Content-Type": "image/png"}, PAGE)], "media_type"),
        ([(200, {"Content-Type": "text/html"}, b"hello")], "media_type"),
        ([(200, {"Content-Type": "video/mp4"}, b"....")], "media_type"),
        ([(200, {}, MP4)], "media_type"),
        ([(200, {"Content-Encoding": "gzip"}, PNG)], "media_unreachable"),
        (
            [(200, {"Content-Length": "99999", "Connection": "close"}, PNG[:99])],
            "media_unreachable",
        ),
        ([(302, {"Location": PUBLIC_ONLY}, b"")], "media_unreachable"),
        ([(302, {"Location": "http://example.com/a.png"}, b"")], "media_unreachable"),
        ([(302, {"Location": "file:///etc/passwd"}, b"")], "media_unreachable"),
        ([(302, {"Location": "/x"}, b"")], "media_unreachable"),
    ],
)
def test_unreadable_media_are_refused(
    site: Site, submit: Submit, answers: list[Answer], code: str
) -> None:
    """What the provider could not read, or what is of another kind, is told, and nothing is bought."""
    url = site.add("/x", *answers)
    assert refused(submit, {"image": url}, timeout=2.0) == {"image": code}
    assert site.paths("POST") == []


@pytest.mark.parametrize(
    "url", [PUBLIC_ONLY, "https://127.0.0.1:9/a.png", "https://[::1]/a", "http://example.com/a"]
)
def test_other_networks_are_not_asked(site: Site, submit: Submit, url: str) -> None:
    """A private address and plain http are refused without a request."""
    assert refused(submit, {"image": url}) == {"image": "media_unreachable"}
    assert site.asked == []


def test_all_faults_are_told_at_once(site: Site, submit: Submit) -> None:
    """Every place with a fault is named; a URL is asked once for each kind, and its query is not shown."""
    missing = f"{site.url}/missing.png?signature=secret"
    image = site.add("/a.png", (200, {}, PNG))
    body = {"image": missing, "images": [image, missing, missing], "video": image}
    with pytest.raises(InvalidInput) as caught:
        submit(body, check_media=True)
    assert {fault.path: fault.code for fault in caught.value.faults} == {
        "image": "media_unreachable",
        "images[1]": "media_unreachable",
        "images[2]": "media_unreachable",
        "video": "media_type",
    }
    assert "secret" not in str(caught.value)
    assert sorted(site.paths("GET")) == ["/a.png", "/a.png", "/missing.png"]
    assert site.paths("POST") == []


def test_no_fault_has_the_token(site: Site, submit: Submit) -> None:
    """A page that repeats the token is told without it."""
    page = PAGE + TOKEN.upper().encode()
    url = site.add("/x", (200, {}, page))
    with pytest.raises(InvalidInput) as caught:
        submit({"image": url}, check_media=True)
    assert "***" in str(caught.value)
    assert TOKEN not in f"{caught.value} {caught.value.faults}".lower()


def test_a_passing_failure_is_asked_again(site: Site, submit: Submit) -> None:
    """A server that fails once is asked a second time."""
    url = site.add("/a.png", (503, {}, b""), (200, {}, PNG))
    assert submit({"image": url}, check_media=True).request_id == "job-1"


@pytest.mark.parametrize(
    ("headers", "size"),
    [({"Content-Range": "bytes 0-2007/60000000"}, "60.0 MB"), ({}, ""), ({"Content-Range": "bytes 0-2007/*"}, "")],
)  # fmt: skip
def test_size_is_only_advice(
    site: Site,
    submit: Submit,
    caplog: pytest.LogCaptureFixture,
    headers: dict[str, str],
    size: str,
) -> None:
    """A file above the advised size is logged as a warning, and the job is bought."""
    url = site.add("/a.png", (206, headers, PNG))
    with caplog.at_level(logging.WARNING, "demo"):
        submit({"images": [url]}, check_media=True)
    said = [one.getMessage() for one in caplog.records if one.name == "demo"]
    assert [size in text and "images[0]" in text and "50 MB" in text for text in said] == [True] * (
        size != ""
    )
    assert len(site.paths("POST")) == 1


def test_only_the_first_bytes_of_a_large_file_are_read(site: Site, submit: Submit) -> None:
    """A server that knows no ranges is left after the first bytes."""
    large = PNG + bytes(60_000_000)
    url = site.add("/a.png", (200, {}, large))
    assert submit({"image": url}, check_media=True).request_id == "job-1"


def test_a_silent_server_is_unreachable(site: Site, submit: Submit) -> None:
    """A server that does not answer within the client's timeout is told as unreachable."""
    body = {"image": f"{site.url}/hangs", "images": [site.add("/a.png", (200, {}, PNG))]}
    assert refused(submit, body, timeout=0.5) == {"image": "media_unreachable"}


def test_the_fault_before_the_end_of_the_time_is_told(site: Site, submit: Submit) -> None:
    """An attempt that the end of the time cuts off does not hide why the one before failed."""
    url = site.add("/hangs-next", (503, {}, b""), (302, {"Location": "/hangs"}, b""))
    with pytest.raises(InvalidInput) as caught:
        submit({"image": url}, check_media=True, timeout=0.5)
    (fault,) = caught.value.faults
    assert "within the client's timeout of 0.5 s" in str(fault)
    assert str(fault).count("HTTP 503") == 1


def test_a_private_address_is_told_as_a_sentence(site: Site, submit: Submit) -> None:
    """What is wrong with an address is said without options, which inputs do not have."""
    with pytest.raises(InvalidInput) as caught:
        submit({"image": PUBLIC_ONLY}, check_media=True)
    assert "its host 10.0.0.1 is not a public address" in str(caught.value)
    assert "allow_private" not in str(caught.value)


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
from runtime.test_media_check import ENDPOINT
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
