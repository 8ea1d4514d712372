"""Sources: files and URLs, and everything that they may be instead of a page."""

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


class Handler(BaseHTTPRequestHandler):
    """Serves the table."""

    def do_GET(self) -> None:
        """Answer from the table."""
        status, headers, body = ANSWERS[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


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


def test_a_url_is_loaded_like_a_file(site: str) -> None:
    """A page behind a URL is the page; its name is its URL."""
    assert load_source(f"{site}/page") == Source(f"{site}/page", load_source(PAGE).text)


def test_a_redirect_within_the_host_is_followed(site: str) -> None:
    """A redirect to the same host leads to the page."""
    assert load_source(f"{site}/moved").text == load_source(PAGE).text


@pytest.mark.parametrize(
    ("path", "says"),
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
def test_an_answer_that_is_no_page_is_refused(site: str, path: str, says: str) -> None:
    """Redirects elsewhere, errors, and bytes that are no text are refused in clear words."""
    with pytest.raises(SourceError, match=says):
        load_source(site + path)


def test_an_answer_larger_than_the_cap_is_refused(site: str) -> None:
    """No more than the cap is taken from a server."""
    assert len(fetch(f"{site}/long", limit=5000)) == 5000
    with pytest.raises(SourceError, match="larger than 4,999 bytes"):
        fetch(f"{site}/long", limit=4999)


def test_a_host_that_does_not_answer_is_an_error(site: str) -> None:
    """An address where nobody listens, and an answer that takes too long, are errors with the URL in them."""
    with pytest.raises(UnreachableError, match=r"127\.0\.0\.1:9/.* cannot be fetched"):
        load_source("http://127.0.0.1:9/page")
    with pytest.raises(UnreachableError, match="page"):
        fetch(f"{site}/page", limit=DOCUMENT_LIMIT, timeout=0.0)


@pytest.mark.parametrize(("path", "later"), [("busy", True), ("broken", True), ("gone", False)])
def test_what_may_answer_later_is_told_apart(site: str, path: str, later: bool) -> None:
    """A host that is busy or out of order may answer another time; a page that is not there will not."""
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
def test_only_https_leaves_this_machine(url: str) -> None:
    """Plain http is for this machine only, and a URL must be one; nothing is sent otherwise."""
    with pytest.raises(SourceError, match=r"only https|not a URL"):
        load_source(url)


def test_a_file_is_loaded(tmp_path: Path) -> None:
    """A file's text comes without byte order mark and with plain line ends; its name is as it was given."""
    path = tmp_path / "page.txt"
    path.write_bytes("\ufeffa\r\nb\rc".encode())
    assert load_source(str(path)) == Source(str(path), "a\nb\nc")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("absent.txt", "does not exist"),
        (".", "is a folder"),
        ("binary", "binary:2: this is not UTF-8"),
        ("a\0b", "not a valid file name"),
    ],
)
def test_a_name_that_is_no_text_file_is_refused(tmp_path: Path, name: str, says: str) -> None:
    """A name of nothing, of a folder, of bytes is refused in clear words."""
    (tmp_path / "binary").write_bytes(b"a\n\xff")
    with pytest.raises(SourceError, match=says):
        load_source(f"{tmp_path}/{name}")


def test_a_file_larger_than_the_cap_is_refused_unread(tmp_path: Path) -> None:
    """A file of any size is refused at the cap, so that even one larger than memory stops nothing."""
    path = tmp_path / "page.txt"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 1 << 40)
    with pytest.raises(SourceError, match="larger than 10,485,760 bytes"):
        load_source(path)


def test_a_loaded_page_is_read(tmp_path: Path) -> None:
    """What was loaded under another name is the same page."""
    path = tmp_path / "saved as something else"
    path.write_bytes(PAGE.read_bytes())
    assert isinstance(read_page(path), RawEndpoint)
