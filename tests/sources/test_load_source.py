"""Loading files and URLs, and everything that is not a page."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from clientwright.errors import SourceError, UnreachableError
from clientwright.sources.documents import RawEndpoint, Source
from clientwright.sources.fetch import fetch
from clientwright.sources.load_source import DOCUMENT_LIMIT, load_source
from sources.support import fixture_pages, read_page

PAGE = fixture_pages("image-to-video.en.html")[0]
ANSWERS = {
    "/page": (200, {}, PAGE.read_bytes()),
    "/moved": (302, {"Location": "/page"}, b""),
    "/around": (302, {"Location": "/around"}, b""),
    "/away": (302, {"Location": "http://localhost:9/page"}, b""),
    "/down": (302, {"Location": "http://example.com/page"}, b""),
    "/file": (302, {"Location": "file:///etc/hostname"}, b""),
    "/busy": (429, {}, b"later"),
    "/broken": (503, {}, b"down"),
    "/gone": (404, {}, b"no such page"),
    "/packed": (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b"),
    "/binary": (200, {}, b"line\n\xff\xfe"),
    "/long": (200, {}, b"x" * 5000),
}


GIVEN_UP = threading.Event()
"""Set when nobody waits for the slow page any more."""


class Handler(BaseHTTPRequestHandler):
    """Serves the table of responses."""

    def do_GET(self) -> None:
        """Answer from the table; a slow page has a header that arrives byte by byte."""
        if self.path == "/slow":
            self._trickle()
            return
        status, headers, body = ANSWERS[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _trickle(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.flush_headers()
        for byte in b"x-slow: " + b"a" * 50 + b"\r\n\r\n":
            if GIVEN_UP.wait(0.1):
                return
            self.wfile.write(bytes([byte]))

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """A real server on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_url_is_loaded_like_file(site: str) -> None:
    """A page behind a URL has the same text as the file; its name is its URL."""
    assert load_source(f"{site}/page") == Source(f"{site}/page", load_source(PAGE).text)


def test_redirect_within_host_is_followed(site: str) -> None:
    """A redirect to the same host leads to the page."""
    assert load_source(f"{site}/moved").text == load_source(PAGE).text


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/away", "another host"),
        ("/down", "only https"),
        ("/file", "only https"),
        ("/around", "more than 5 times"),
        ("/gone", "404"),
        ("/packed", "compressed"),
        ("/binary", "binary:2: this is not UTF-8"),
    ],
)
def test_invalid_response_is_rejected(site: str, path: str, message: str) -> None:
    """Redirects to other hosts, error statuses and binary bodies are rejected with a clear message."""
    with pytest.raises(SourceError, match=message):
        load_source(site + path)


def test_oversized_response_is_rejected(site: str) -> None:
    """At most `limit` bytes are read from a server."""
    assert len(fetch(f"{site}/long", limit=5000)) == 5000
    with pytest.raises(SourceError, match="larger than 4,999 bytes"):
        fetch(f"{site}/long", limit=4999)


def test_unreachable_host_is_an_error(site: str) -> None:
    """A refused connection and a timeout raise UnreachableError with the URL."""
    with pytest.raises(UnreachableError, match=r"127\.0\.0\.1:9/.* cannot be fetched"):
        load_source("http://127.0.0.1:9/page")
    with pytest.raises(UnreachableError, match="page"):
        fetch(f"{site}/page", limit=DOCUMENT_LIMIT, timeout=0.0)


def test_slow_header_is_given_up(site: str) -> None:
    """The time limit is for the whole fetch: a header that trickles in does not extend it."""
    try:
        with pytest.raises(UnreachableError, match="/slow takes too long to answer"):
            fetch(f"{site}/slow", limit=DOCUMENT_LIMIT, timeout=0.5)
    finally:
        GIVEN_UP.set()


@pytest.mark.parametrize(("path", "later"), [("busy", True), ("broken", True), ("gone", False)])
def test_busy_server_is_unreachable(site: str, path: str, later: bool) -> None:
    """A busy or broken server is UnreachableError (try later); a missing page is not."""
    with pytest.raises(SourceError) as caught:
        load_source(f"{site}/{path}")
    assert isinstance(caught.value, UnreachableError) is later


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/a",
        "http://localhost.example.com/",
        "https://",
        "http://[",
        "HTTP://10.0.0.1/",
    ],
)
def test_plain_http_is_loopback_only(url: str) -> None:
    """Plain http to another machine and invalid URLs are rejected before anything is sent."""
    with pytest.raises(SourceError, match=r"only https|not a URL"):
        load_source(url)


def test_file_is_loaded(tmp_path: Path) -> None:
    """A file's text has no byte order mark and plain line ends; its name is unchanged."""
    path = tmp_path / "page.txt"
    path.write_bytes("\ufeffa\r\nb\rc".encode())
    assert load_source(str(path)) == Source(str(path), "a\nb\nc")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("absent.txt", "does not exist"),
        (".", "is a folder"),
        ("binary", "binary:2: this is not UTF-8"),
        ("a\0b", "not a valid file name"),
    ],
)
def test_invalid_file_is_rejected(tmp_path: Path, name: str, message: str) -> None:
    """Missing files, folders, binary files and invalid names are rejected with a clear message."""
    (tmp_path / "binary").write_bytes(b"a\n\xff")
    with pytest.raises(SourceError, match=message):
        load_source(f"{tmp_path}/{name}")


def test_oversized_file_is_rejected_unread(tmp_path: Path) -> None:
    """A file larger than memory is rejected at the limit."""
    path = tmp_path / "page.txt"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 1 << 40)
    with pytest.raises(SourceError, match="larger than 10,485,760 bytes"):
        load_source(path)


def test_page_name_does_not_matter(tmp_path: Path) -> None:
    """A page saved under another name is read the same way."""
    path = tmp_path / "saved as something else"
    path.write_bytes(PAGE.read_bytes())
    assert isinstance(read_page(path), RawEndpoint)
