"""What servers may do to a download: a table of answers, what the caller is told, and what is left."""

from __future__ import annotations

import gzip
import math
import threading
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from clientwright.runtime.download.addresses import AddressRules
from clientwright.runtime.download.errors import DownloadError, OutputExpired
from clientwright.runtime.download.http_fetch import Fetcher, Interrupted
from clientwright.runtime.download.local_target import LocalTarget
from clientwright.runtime.download.one_file import MAX_RETRY_AFTER, Limits, OneFile
from clientwright.runtime.download.outputs import Output
from runtime.byte_server import ByteServer, ServerAction, hang_up, repeat, reset, send
from runtime.download.support import (
    MP4,
    PAGE,
    VIDEO,
    answer,
    answered,
    client,
    download,
    names_in,
    result_of,
    url_of,
)

DATES = ("Mon, 01 Jan 2024 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:09 GMT")
CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(VIDEO), VIDEO)
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nTransfer-Encoding: chunked\r\n\r\n"


class Row(NamedTuple):
    """Answers of a server, the words that the error has (none: it is saved), how often it is asked."""

    name: str
    actions: list[ServerAction]
    words: tuple[str, ...] = ()
    requests: int = 1
    options: Mapping[str, Any] = MappingProxyType({})


OK = answer(MP4)
ROWS = [
    Row("whole", [OK]),
    Row("chunked without a length", [send(CHUNKED + CHUNKS)]),
    Row("no type at all", [answer()]),
    Row("of any type", [answer("Content-Type: application/octet-stream")]),
    Row("of a wrong type, but a video", [answer("Content-Type: text/html")]),
    Row("more than it said", [send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s!!" % (len(VIDEO), VIDEO))]),
    Row("identity", [answer(MP4, "Content-Encoding: identity")]),
    Row("busy, then whole", [answer(status=503, body=b""), answer(status=429, body=b""), OK], requests=3),
    Row("closed, then whole", [hang_up, OK], requests=2),
    Row("reset, then whole", [reset(b"HTTP/1.1 200 OK\r\nContent-Le"), OK], requests=2),
    Row("cut, then whole", [answer(MP4, cut=5000), OK], requests=2),
    Row("busy for good", [answer(status=503, body=b"")], ("HTTP 503", "after several attempts"), 5),
    Row("cut for good", [answer(MP4, cut=5000)], ("after several attempts",), 5),
    Row("cut chunks", [lambda sock: (sock.sendall(CHUNKED + CHUNKS[:900]), sock.close())[1]], ("after several",), 5),
    Row("no length", [answer(MP4, length=None)], ("how long the file is",)),
    Row("empty", [answer(MP4, body=b"")], ("the file is empty",)),
    Row("a page", [answer("Content-Type: text/html", body=PAGE)], ("a web page", "Not here")),
    Row("a page that is called a video", [answer(MP4, body=PAGE)], ("a web page",)),
    Row("an error in JSON", [answer("Content-Type: application/json", body=b'{"error": "no"}')], ("a video", "json", "error")),
    Row("an image", [answer("Content-Type: image/png", body=b"\x89PNG\r\n\x1a\n" + bytes(600))], ("a video", "png")),
    Row("text", [answer("Content-Type: text/plain", body=b"hello" * 200)], ("a video", "is text", "hello")),
    Row("compressed", [answer(MP4, "Content-Encoding: gzip", body=gzip.compress(bytes(10**6)))], ("gzip",)),
    Row("too large by header", [OK], ("max_bytes=5,000", f"{len(VIDEO):,}"), options={"max_bytes": 5000}),
    Row("too large in chunks", [send(CHUNKED + CHUNKS)], ("it has more than max_bytes=5,000",), options={"max_bytes": 5000}),
    Row("as large as allowed", [OK], options={"max_bytes": len(VIDEO)}),
    Row("a size of many digits", [answer(MP4, length=10**18)], ("it has 1,000,000,000,000,000,000 bytes, more than",)),
    Row("a UTF-16 page", [answer(MP4, body=PAGE.decode().encode("utf-16"))], ("a web page ('<!DOCTYPE html><title>Not here",)),
    Row("a part that nobody asked for", [answer(MP4, f"Content-Range: bytes 0-9/{len(VIDEO)}", status=206, body=VIDEO[:10])], ("although the whole file was asked for",)),
    Row("another answer", [answer(status=204, body=b"", length=None)], ("HTTP 204",)),
    Row("a redirect without a place", [answer(status=302, body=b"")], ("HTTP 302",)),
    Row("a drip that never ends", [repeat(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x", 0.05, 60.0)], ("the time ran out",), options={"timeout": 1.0}),
    Row("headers that never end", [repeat(b"HTTP/1.1 200 OK\r\n", b"x", 0.05, 60.0)], ("the time ran out",), options={"timeout": 1.0}),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_answers(row: Row, server: ByteServer, tmp_path: Path) -> None:
    """A file is saved whole or not at all, and an error says why and what was saved."""
    server.by_operation["a.mp4"] = [*row.actions]
    target = tmp_path / "out"
    if not row.words:
        (saved,) = download(server, target, **row.options)
        assert Path(saved.path).read_bytes() == VIDEO
        assert names_in(target) == ["job-1-1.mp4"]
    else:
        with pytest.raises(DownloadError) as caught:
            download(server, target, **row.options)
        text = str(caught.value)
        assert [
            word for word in (*row.words, "no file was saved", "paid for") if word not in text
        ] == []
        is_for_good = "after several" not in text and "time ran out" not in text
        assert ("try again soon" in text) != is_for_good
        assert caught.value.url == url_of(server)
        assert caught.value.files == ()
        assert names_in(target) == []
    assert len(server.received) == row.requests
    assert all(b"secret" not in request for request in server.received)
    assert all(b"\r\nAccept-Encoding: identity\r\n" in request for request in server.received)


def test_a_stalled_connection_ends(
    server: ByteServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection without a byte for a while is dead, and the next attempt goes on."""
    monkeypatch.setattr("clientwright.runtime.download.http_fetch.STALL_SECONDS", 0.3)
    stalled = send(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nxx")
    server.by_operation["a.mp4"] = [stalled, answer(MP4)]
    (saved,) = download(server, tmp_path)
    assert Path(saved.path).read_bytes() == VIDEO


def test_one_file_of_several_fails(server: ByteServer, tmp_path: Path) -> None:
    """The other files of an output are saved, and the error names them."""
    names = [f"{n}.mp4" for n in range(9)]
    for name in names:
        server.by_operation[name] = [answer(MP4)]
    server.by_operation["4.mp4"] = [answer(status=400, body=b"")]
    output = {"videos": [f"{url_of(server, name)}?key=hidden" for name in names]}
    with client(server) as api, pytest.raises(DownloadError, match="HTTP 400") as caught:
        api.download(result_of(output), tmp_path)
    assert [Path(one.path).name for one in caught.value.files] == [
        f"job-1-{n}.mp4" for n in range(1, 10) if n != 5
    ]
    assert "output 5 of 9" in str(caught.value)
    assert str(tmp_path / "job-1-9.mp4") in str(caught.value)
    assert "hidden" not in str(caught.value)
    assert names_in(tmp_path) == [Path(one.path).name for one in caught.value.files]


def test_several_files_fail(server: ByteServer, tmp_path: Path) -> None:
    """The error is about the first file in the output's order; its notes are about each of the others, once."""
    names = ["1.mp4", "2.mp4", "3.mp4"]
    output = {"videos": [url_of(server, name) for name in names]}
    for name, status in zip(names, (404, 400, 404), strict=True):
        server.by_operation[name] = [answer(status=status, body=b"")]
    answered(server, status="succeeded", output=output)  # so that 1 and 3 fail after 2
    with client(server) as api, pytest.raises(OutputExpired, match="output 1 of 3") as caught:
        api.download(result_of(output), tmp_path)
    assert [note.split(",")[0] for note in caught.value.__notes__] == [
        "Output 2 was not saved",
        "Output 3 was not saved",
    ]


def test_a_timeout_tells_the_last_fault(server: ByteServer, tmp_path: Path) -> None:
    """A download whose time is over says what the last attempt failed with."""
    server.by_operation["a.mp4"] = [answer("Retry-After: 30", status=503, body=b"")]
    with pytest.raises(DownloadError, match=r"the time ran out; .*HTTP 503") as caught:
        download(server, tmp_path, timeout=1.0)
    assert caught.value.__cause__ is not None
    assert "HTTP 503" in str(caught.value.__cause__.__cause__)


class _Waits(threading.Event):
    """A stop signal that notes how long it was waited for, and lets no time pass."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout or 0.0)
        return False


@pytest.mark.parametrize(
    ("headers", "asked"),
    [
        (["Retry-After: 7"], 7.0),
        (["Retry-After: 7.5"], 7.5),
        (["Retry-After: " + DATES[1], "Date: " + DATES[0]], 9.0),
        (["Retry-After: 999999"], MAX_RETRY_AFTER),
        (["Retry-After: soon"], 0.0),
        ([], 0.0),
    ],
    ids=str,
)
def test_the_pause_is_at_least_what_the_server_asks_for(
    headers: list[str], asked: float, server: ByteServer, tmp_path: Path
) -> None:
    """Between attempts the server has the time that it asks for, up to a minute, and then some."""
    server.by_operation["a.mp4"] = [answer(*headers, status=503, body=b"")]
    fetcher, stop = Fetcher(AddressRules(server.base_url, ())), _Waits()
    output, limits = Output(1, url_of(server), "video"), Limits(10**6, False, math.inf, stop)
    file = OneFile(output, "x", LocalTarget(tmp_path), fetcher, limits=limits, report=print)
    with pytest.raises(Interrupted, match="HTTP 503"):
        file.save()
    fetcher.close()
    assert len(stop.seconds) == len(server.received) - 1 == 4
    assert [asked < one <= asked + 5 for one in stop.seconds] == [True] * 4


def test_a_date_that_is_none_is_no_validator(server: ByteServer, tmp_path: Path) -> None:
    """A Last-Modified with a time zone beyond all others is as none: the file is saved."""
    odd = f"Last-Modified: Mon, 01 Jan 2024 00:00:00 +{'9' * 20}"
    server.by_operation["a.mp4"] = [answer(odd, f"Date: {DATES[0]}", MP4)]
    (saved,) = download(server, tmp_path)
    assert Path(saved.path).read_bytes() == VIDEO
