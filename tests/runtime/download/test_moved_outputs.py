"""URLs that have expired, and URLs that lead elsewhere: asked for again, followed, or refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clientwright.runtime.download.errors import DownloadError, OutputExpired
from clientwright.runtime.journal.entry import SavedFile
from runtime.byte_server import ByteServer, hang_up, reply
from runtime.demo_service import TOKEN, Demo
from runtime.download.support import (
    MP4,
    OTHER_VIDEO,
    VIDEO,
    answer,
    client,
    download,
    result_of,
    url_of,
)


def expired(server: ByteServer, *urls: str) -> None:
    """Let the service answer /result with these URLs, one after the other."""
    server.by_operation["result"] = [
        reply({"request_id": "job-1", "status": "succeeded", "output": {"video": url}})
        for url in urls
    ]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_an_expired_url_is_asked_for_again(status: int, server: ByteServer, tmp_path: Path) -> None:
    """A URL that has expired is asked for again through /result, once."""
    server.by_operation["a.mp4"] = [answer(status=status, body=b"")]
    server.by_operation["b.mp4"] = [answer(MP4)]
    expired(server, url_of(server, "b.mp4"))
    (saved,) = download(server, tmp_path)
    assert Path(saved.path).read_bytes() == VIDEO
    assert [one for one, _ in server.answered] == ["a.mp4", "result", "b.mp4"]


def test_an_output_that_is_gone(server: ByteServer, tmp_path: Path) -> None:
    """An output that the new URL does not have either has expired; nothing is bought again."""
    server.by_operation["a.mp4"] = [answer(status=404, body=b"")]
    expired(server, url_of(server))
    with pytest.raises(OutputExpired, match="HTTP 404"):
        download(server, tmp_path)
    assert [one for one, _ in server.answered] == ["a.mp4", "result", "a.mp4"]
    assert not any(request.startswith(b"POST") for request in server.received)


def test_a_result_that_is_gone_too(server: ByteServer, tmp_path: Path) -> None:
    """Where /result knows nothing either, the error says so."""
    server.by_operation["a.mp4"] = [answer(status=404, body=b"")]
    server.by_operation["result"] = [reply({"error": "unknown"}, 404)]
    with pytest.raises(OutputExpired, match="/result was asked for a new URL: unknown"):
        download(server, tmp_path)


def test_a_result_that_cannot_be_read_now(server: ByteServer, tmp_path: Path) -> None:
    """Where /result cannot be read, the output may still be there: that is another error."""
    server.by_operation["a.mp4"] = [answer(status=404, body=b"")]
    server.by_operation["result"] = [hang_up]
    with (
        Demo(TOKEN, server.base_url, 0.2) as api,
        pytest.raises(DownloadError, match="/result was asked") as caught,
    ):
        api.download(result_of({"video": url_of(server)}), tmp_path)
    assert type(caught.value) is DownloadError


@pytest.mark.parametrize(
    ("hops", "saved"), [(1, True), (5, True), (6, False), (10, False)], ids=str
)
def test_redirects(hops: int, saved: bool, server: ByteServer, tmp_path: Path) -> None:
    """Up to five redirects are followed, each checked."""
    server.by_operation["a.mp4"] = [
        *(answer("Location: a.mp4", status=302, body=b"") for _ in range(hops)),
        answer(MP4),
    ]
    if saved:
        (file,) = download(server, tmp_path)
        assert isinstance(file, SavedFile)
    else:
        with pytest.raises(DownloadError, match="more than 5 redirects"):
            download(server, tmp_path)
    assert len(server.received) == min(hops, 5) + 1


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("http://127.0.0.2:1/x", "only https: is fetched"),
        ("https://127.0.0.1:1/x", "its host 127.0.0.1"),
        ("https://[::1]/x", "its host ::1"),
        ("https://evil.example/x", "its host evil.example"),
        ("https://user:pass@a.demo.example/x", "a user name or a password"),
        ("//169.254.169.254/latest", "only https: is fetched"),
        ("ftp://a.demo.example/x", "begins with ftp:"),
        ("file:///etc/passwd", "begins with file:"),
        ("data:text/plain,x", "begins with data:"),
        ("https://a.demo.example:port/x", "cannot be used"),
    ],
)
def test_redirects_to_elsewhere(place: str, words: str, server: ByteServer, tmp_path: Path) -> None:
    """A redirect leads only where an output may be."""
    server.by_operation["a.mp4"] = [answer(f"Location: {place}", status=307, body=b"")]
    with pytest.raises(DownloadError, match=words) as caught:
        download(server, tmp_path)
    told = re.search(r"it is redirected to (.*?), but |to a URL that cannot", str(caught.value))
    assert told is not None
    assert place.endswith((told[1] or place)[-8:])
    assert "user:pass" not in str(caught.value)
    assert len(server.received) == 1


def test_fresh_urls_belong_to_the_same_places(server: ByteServer, tmp_path: Path) -> None:
    """An expired URL is replaced by that of the same place, also where another one was there twice."""
    server.by_operation["old.mp4"] = [answer(status=403, body=b"")]
    for name, body in (("2.mp4", VIDEO), ("3.mp4", VIDEO), ("4.mp4", OTHER_VIDEO)):
        server.by_operation[name] = [answer(MP4, body=body)]
    output = {"videos": [url_of(server, f"{name}.mp4") for name in (2, 3, 4)]}
    server.by_operation["result"] = [
        reply({"request_id": "job-1", "status": "succeeded", "output": output})
    ]
    old = [f"{url_of(server, 'old.mp4')}?{name}" for name in "aab"]
    with client(server) as api:
        saved = api.download(result_of({"videos": old}), tmp_path)
    assert [Path(one.path).read_bytes() for one in saved] == [VIDEO, OTHER_VIDEO]
