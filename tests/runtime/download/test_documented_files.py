"""Downloads of outputs that endpoints document for themselves: file objects, lists of lists, `data:` URIs."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.download.addresses import Refused, shown
from clientwright.runtime.download.data_uri import is_data_uri, read_data_uri
from clientwright.runtime.download.errors import DownloadError
from clientwright.runtime.download.media_types import extension
from clientwright.runtime.download.outputs import fresh, outputs_of, wanted
from clientwright.runtime.responses import Result, parse_result
from clientwright.runtime.typed_output import (
    MISSING,
    AnyOutput,
    Documented,
    ListOutput,
    ObjectOutput,
    OutputPart,
    TextOutput,
)
from runtime.byte_server import ByteServer
from runtime.demo_service import SERVICE
from runtime.download.support import MP4, VIDEO, answer, client, names_in, url_of

A, B, C = "https://a.example/1", "https://b.example/2", "https://c.example/3"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(600)
DATA = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"


class File(OutputPart):
    """A file."""

    prose = ("content_type", "file_name")
    url: Documented[str] = MISSING
    content_type: str | None = None
    file_name: str | None = None


class Media(ObjectOutput):
    """An output of several files."""

    prose = ("prompt",)
    video: Documented[File] = MISSING
    images: list[File] | None = None
    frames_zip: File | None = None
    zip: str | None = None
    prompt: str | None = None


class Grid(ListOutput[list[str]]):
    """Lists of URLs."""


class Words(TextOutput):
    """A text."""

    prose = ("root",)


class Free(AnyOutput):
    """Anything."""


def result_of(kind: Any, output: Any) -> Result[Any]:
    """Return the result of a job that has succeeded, with an output of a class."""
    data = {"request_id": "job-1", "status": "succeeded", "output": output}
    return parse_result(SERVICE, "job-1", kind, data)


FILES: dict[str, tuple[Any, Any, list[tuple[str, str | None]]]] = {
    "a file": (Media, {"video": {"url": A}}, [(A, "video")]),
    "several": (
        Media,
        {"zip": C, "images": [{"url": A}, {"url": B}], "video": {"url": A}},
        [(A, "video"), (B, "image"), (C, None)],
    ),
    "an unknown name": (Media, {"frames_zip": {"url": A}}, [(A, None)]),
    "a type of another kind": (Media, {"video": {"url": A, "content_type": "image/gif"}}, [(A, None)]),
    "a general type": (Media, {"video": {"url": A, "content_type": "application/octet-stream"}}, [(A, "video")]),
    "prose and unknown fields": (Media, {"video": {"url": A}, "prompt": B, "extra": C}, [(A, "video")]),
    "only unknown fields": (Media, {"videos": [A]}, [(A, "video")]),
    "lists of lists": (Grid, [[A, B], [A]], [(A, None), (B, None)]),
    "a data: URI": (Media, {"video": {"url": DATA}}, [(DATA, "video")]),
    "prose": (Words, A, []),
    "anything": (Free, {"video": A, "more": [[{"url": B}]], "input": {"image": C}}, [(A, "video"), (B, None)]),
    "a field that is no URL": (Media, {"video": {"url": "x.mp4"}, "zip": "no"}, [("x.mp4", "video")]),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_files_of_documented_outputs(name: str) -> None:
    """They are what the endpoint documents as files, each once, with the kind that its field names."""
    kind, output, expected = FILES[name]
    found = outputs_of(result_of(kind, output))
    assert [(one.url, one.kind) for one in found] == expected
    assert [one.place for one in found] == [*range(1, len(expected) + 1)]


def test_documented_files_are_all_wanted() -> None:
    """A documented file of no kind is asked for beside others, wherever it is, so that a refusal is told."""

    def refuse(url: str) -> None:
        raise Refused(url)

    found = outputs_of(result_of(Media, {"video": {"url": A}, "zip": B}))
    assert [one.url for one in wanted(found, refuse)] == [A, B]


def test_later_urls_are_found_by_their_place() -> None:
    """A later result has a new URL for each file at the same place of the output."""
    old = outputs_of(result_of(Grid, [[A, B]]))
    new = fresh(old[1:], result_of(Grid, [[A, C]]))
    assert [(one.place, one.url) for one in new] == [(2, C)]


def test_what_stands_beside_a_url_is_of_its_file() -> None:
    """The media type and the name of a file object are those of its file."""
    about = {"url": A, "content_type": "model/x", "file_name": "a.obj"}
    (one,) = outputs_of(result_of(Media, {"images": [about]}))
    assert (one.content_type, one.file_name, one.documented) == ("model/x", "a.obj", True)


def test_files_are_saved_with_the_ending_of_their_object(
    server: ByteServer, tmp_path: Path
) -> None:
    """First bytes tell what a file is; else what the server, the URL or the file object says."""
    server.by_operation["a.mp4"] = [answer(MP4)]
    server.by_operation["b"] = [
        answer("Content-Type: application/octet-stream", body=b"\1\2" * 300)
    ]
    server.by_operation["c"] = [
        answer("Content-Type: text/plain", body=b"1\n00:00:01 --> 00:00:02\n")
    ]
    images = [
        {"url": url_of(server, "b"), "file_name": "a/../b.STL", "content_type": "model/stl"},
        {"url": DATA},
    ]
    subtitles = {"url": url_of(server, "c"), "file_name": "a.srt"}
    output = {"video": {"url": url_of(server)}, "frames_zip": subtitles}
    free = {**output, "models": images[:1], "image": DATA}
    with client(server) as api:
        saved = api.download(result_of(Free, free), tmp_path)
    assert [Path(one.path).name for one in saved] == names_in(tmp_path)
    assert names_in(tmp_path) == ["job-1-1.mp4", "job-1-2.srt", "job-1-3.stl", "job-1-4.png"]
    assert (tmp_path / "job-1-1.mp4").read_bytes() == VIDEO
    assert (tmp_path / "job-1-4.png").read_bytes() == PNG


def test_data_uris_are_saved_without_a_request(server: ByteServer, tmp_path: Path) -> None:
    """A file that is in the output itself is decoded; saved again, it is the same."""
    result = result_of(Grid, [[DATA, "data:,a%20b"]])
    with client(server) as api:
        first = api.download(result, tmp_path)
        assert api.download(result, tmp_path) == first
    assert names_in(tmp_path) == ["job-1-1.png", "job-1-2.txt"]
    assert (tmp_path / "job-1-2.txt").read_bytes() == b"a b"
    assert server.received == []


@pytest.mark.parametrize(
    ("uri", "options", "words"),
    [
        (DATA, {"max_bytes": 500}, "more than max_bytes=500"),
        ("data:image/png;base64,A===B", {}, "is not base64"),
        ("data:image/png;base64", {}, "has no comma"),
        ("data:image/png;base64,", {}, "is empty"),
        ("data:image/png,plain%20text", {}, "is text"),
    ],
)
def test_data_uris_that_are_no_file(
    server: ByteServer, tmp_path: Path, uri: str, options: dict[str, Any], words: str
) -> None:
    """A broken `data:` URI, an empty one and one that is too large are errors that say so; nothing is left."""
    with client(server) as api, pytest.raises(DownloadError, match=words) as caught:
        api.download(result_of(Free, {"image": uri}), tmp_path, **options)
    assert names_in(tmp_path) == []
    assert len(str(caught.value)) < 600


@given(st.binary(max_size=40), st.sampled_from(["base64", "percent", "url-safe", "bare", "folded"]))
def test_data_uris_are_read_in_every_spelling(content: bytes, spelling: str) -> None:
    """Escapes, both alphabets of base64, missing padding and blanks are all the same bytes."""
    text = base64.b64encode(content).decode()
    written = {
        "base64": f"data:a/b;base64,{text}",
        "percent": f"data:a/b,{quote_from_bytes(content)}",
        "url-safe": f"DATA:a/b;base64,{base64.urlsafe_b64encode(content).decode()}",
        "bare": f"data:a/b;charset=x;base64,{text.rstrip('=')}",
        "folded": f"data:a/b;base64,{' '.join(text)}",
    }[spelling]
    assert is_data_uri(written)
    found = read_data_uri(written, 40)
    assert (found.content, found.content_type.partition(";")[0]) == (content, "a/b")
    if content:
        with pytest.raises(Refused):
            read_data_uri(written, len(content) - 1)


def test_long_data_uris_are_shown_by_their_type() -> None:
    """A message has no megabytes: of a long `data:` URI it shows the media type."""
    assert shown(DATA) == "data:image/png;base64,..."
    assert len(shown("data:" + "x" * 10_000)) < 100


@pytest.mark.parametrize(
    ("head", "path", "ending"),
    [
        (b"plain", "a.srt", "srt"),
        (b"plain", "a.exe", "txt"),
        (b'{"a": 1}', "a.gltf", "gltf"),
        (b"PK\x03\x04", "a.usdz", "usdz"),
        (b"PK\x03\x04", "a.srt", "zip"),
        (b"\1\2", "a.safetensors", "safetensors"),
        (b"\1\2", "a.html", "bin"),
        (b"<html>", "a.srt", ""),
    ],
)
def test_endings_that_say_more_than_the_bytes(head: bytes, path: str, ending: str) -> None:
    """A path may narrow down what the bytes are, to an ending of a table, and to no other."""
    if ending:
        assert extension(None, head, "", path) == ending
    else:
        with pytest.raises(Refused):
            extension(None, head, "", path)
