"""A download goes on where an earlier one has ended, in this process or another, or begins anew."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from clientwright.runtime.download import one_file
from clientwright.runtime.download.errors import DownloadError
from clientwright.runtime.journal.entry import SavedFile
from runtime.byte_server import ByteServer, run_server
from runtime.download.support import (
    MP4,
    OTHER_VIDEO,
    VIDEO,
    answer,
    client,
    download,
    file_server,
    names_in,
    range_of,
    result_of,
    url_of,
)

TAG, OTHER_TAG = 'ETag: "one"', 'ETag: "two"'
OLD = "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\nDate: Mon, 01 Jan 2024 00:01:00 GMT"
DATED = "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT"


def ranges(server: ByteServer) -> list[tuple[int, str] | None]:
    """Return from where each request asked on."""
    return [range_of(request) for request in server.received]


def is_saved(saved: SavedFile, data: bytes) -> bool:
    """Return whether a file has these bytes, and its facts are theirs."""
    digest = hashlib.sha256(data).hexdigest()
    return (Path(saved.path).read_bytes(), saved[1:]) == (data, (digest, len(data)))


def test_a_cut_file_goes_on(server: ByteServer, tmp_path: Path) -> None:
    """After a cut, only the rest is asked for, if the content is still the same."""
    server.by_operation["a.mp4"] = [
        file_server(server, [(VIDEO, TAG, 4000), (VIDEO, TAG, 3000), (VIDEO, TAG, -1)])
    ]
    (saved,) = download(server, tmp_path)
    assert is_saved(saved, VIDEO)
    assert ranges(server) == [None, (4000, '"one"'), (7000, '"one"')]
    assert names_in(tmp_path) == ["job-1-1.mp4"]


@pytest.mark.parametrize("obeys", [True, False], ids=["200", "206"])
def test_changed_content_begins_anew(obeys: bool, server: ByteServer, tmp_path: Path) -> None:
    """A file that changes between two attempts is never put together from both."""
    versions = [(VIDEO, TAG, 4000), (OTHER_VIDEO, OTHER_TAG, -1)]
    server.by_operation["a.mp4"] = [file_server(server, versions, obeys)]
    (saved,) = download(server, tmp_path)
    assert is_saved(saved, OTHER_VIDEO)


@pytest.mark.parametrize("header", ["X: y", 'ETag: W/"weak"', "ETag: bare", DATED])
def test_no_validator_begins_anew(header: str, server: ByteServer, tmp_path: Path) -> None:
    """Without a strong validator, nothing is resumed."""
    server.by_operation["a.mp4"] = [answer(header, MP4, cut=4000), answer(header, MP4)]
    (saved,) = download(server, tmp_path)
    assert is_saved(saved, VIDEO)
    assert ranges(server) == [None, None]


@pytest.mark.parametrize("cuts", [(1, 3), (3, 1), (2, 1, 3)])
def test_bytes_that_came_before_are_no_progress(
    cuts: tuple[int, ...], server: ByteServer, tmp_path: Path
) -> None:
    """A server that cuts a file now here and now there is left after a few attempts."""
    body = VIDEO + bytes(4 << 20)
    server.by_operation["a.mp4"] = [answer(MP4, body=body, cut=cut << 20) for cut in cuts] * 20
    with pytest.raises(DownloadError, match="after several attempts"):
        download(server, tmp_path)
    assert len(server.received) <= len(cuts) + one_file.MAX_FAILURES


def test_an_old_date_is_a_validator(server: ByteServer, tmp_path: Path) -> None:
    """A Last-Modified that is older than the answer tells the content, too."""
    rest = f"Content-Range: bytes 4000-{len(VIDEO) - 1}/{len(VIDEO)}"
    server.by_operation["a.mp4"] = [
        answer(OLD, MP4, cut=4000),
        answer(OLD, MP4, rest, status=206, body=VIDEO[4000:]),
    ]
    (saved,) = download(server, tmp_path)
    assert is_saved(saved, VIDEO)
    assert ranges(server) == [None, (4000, "Mon, 01 Jan 2024 00:00:00 GMT")]


@pytest.mark.parametrize(
    "headers",
    [
        [TAG, "Content-Range: bytes 3999-10263/10264"],
        [TAG, "Content-Range: bytes 4000-10262/10263"],
        [TAG, "Content-Range: bytes 4000-9999/10264"],
        [TAG, "Content-Range: nonsense"],
        [TAG],
        ["Content-Range: bytes 4000-10263/10264"],
    ],
)
def test_another_range_begins_anew(headers: list[str], server: ByteServer, tmp_path: Path) -> None:
    """A part that is not the rest of the same file is not used."""
    server.by_operation["a.mp4"] = [
        answer(TAG, MP4, cut=4000),
        answer(*headers, MP4, status=206, body=VIDEO[4000:]),
        answer(TAG, MP4),
    ]
    (saved,) = download(server, tmp_path)
    assert is_saved(saved, VIDEO)
    assert ranges(server) == [None, (4000, '"one"'), None]


def test_no_rest_begins_anew(server: ByteServer, tmp_path: Path) -> None:
    """Where the server has no rest, the file begins anew."""
    server.by_operation["a.mp4"] = [
        answer(TAG, MP4, cut=4000),
        answer(status=416, body=b""),
        answer(TAG, MP4),
    ]
    (saved,) = download(server, tmp_path)
    assert is_saved(saved, VIDEO)


def test_a_stopped_call_leaves_what_it_has(server: ByteServer, tmp_path: Path) -> None:
    """A download whose time is over leaves its part; the next asks for the rest, also at a fresh URL."""
    rest = file_server(server, [(VIDEO, TAG, -1)])
    head = f"HTTP/1.1 200 OK\r\n{TAG}\r\n{MP4}\r\nContent-Length: {len(VIDEO)}\r\n\r\n".encode()
    server.by_operation["a.mp4"] = [lambda sock: sock.sendall(head + VIDEO[:6000]), rest]
    with pytest.raises(DownloadError, match="the time ran out"):
        download(server, tmp_path, timeout=1.0)
    assert names_in(tmp_path) == [".job-1-1.part", ".job-1-1.part.json"]
    with client(server) as api:
        (saved,) = api.download(result_of({"video": f"{url_of(server)}?key=2"}), tmp_path)
    assert is_saved(saved, VIDEO)
    assert ranges(server) == [None, (6000, '"one"')]
    assert names_in(tmp_path) == ["job-1-1.mp4"]


KILLED = """
import os, sys
from clientwright.runtime.download import part
from runtime.download.support import client, result_of
from runtime.byte_server import ByteServer
part.FLUSH_BYTES = 1000
server = ByteServer(int(sys.argv[1]))
def die(progress):
    if progress.received >= 5000:
        os.kill(os.getpid(), 9)
with client(server) as api:
    url = f"{server.base_url}/requests/files/a.mp4"
    api.download(result_of({"video": url}), sys.argv[2], on_progress=die)
"""


def test_another_process_goes_on_after_a_kill(server: ByteServer, tmp_path: Path) -> None:
    """What a killed process has flushed is resumed; what it has not is fetched again."""
    head = f"HTTP/1.1 200 OK\r\n{TAG}\r\n{MP4}\r\nContent-Length: {len(VIDEO)}\r\n\r\n".encode()
    server.by_operation["a.mp4"] = [
        lambda sock: sock.sendall(head + VIDEO[:6000]),
        file_server(server, [(VIDEO, TAG, -1)]),
    ]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", KILLED, str(server.port), str(tmp_path)]
    done = subprocess.run(command, env=environment, check=False)
    assert done.returncode == -9
    (saved,) = download(server, tmp_path)
    assert is_saved(saved, VIDEO)
    (_, asked) = ranges(server)
    assert asked is not None
    assert 1000 <= asked[0] <= 6000
    assert names_in(tmp_path) == ["job-1-1.mp4"]


TWO = """
import sys
from runtime.download.support import client, result_of
from runtime.byte_server import ByteServer
server = ByteServer(int(sys.argv[1]))
with client(server) as api:
    url = f"{server.base_url}/requests/files/a.mp4"
    for _ in range(5):
        print(api.download(result_of({"video": url}), sys.argv[2])[0].sha256)
"""


def test_processes_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    """Several processes that save the same file at once all succeed, and leave one whole file."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with run_server() as server:
        server.by_operation["a.mp4"] = [answer(TAG, MP4)]
        command = [sys.executable, "-c", TWO, str(server.port), str(tmp_path)]
        running = [
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        told = [one.communicate(timeout=100)[0].split() for one in running]
    assert [one.returncode for one in running] == [0, 0, 0]
    assert {digest for each in told for digest in each} == {hashlib.sha256(VIDEO).hexdigest()}
    assert (tmp_path / "job-1-1.mp4").read_bytes() == VIDEO
    assert names_in(tmp_path) == ["job-1-1.mp4"]


def test_a_link_of_the_name_of_a_part_is_not_followed(server: ByteServer, tmp_path: Path) -> None:
    """In a folder that others write to, a link cannot lead a download to another file."""
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".job-1-1.part").symlink_to(victim)
    server.by_operation["a.mp4"] = [answer(MP4)]
    with pytest.raises(DownloadError, match="is a symbolic link, which is not followed"):
        download(server, tmp_path / "out")
    assert victim.read_bytes() == b"precious"


def test_a_part_that_is_a_whole_file_too_is_not_written_to(
    server: ByteServer, tmp_path: Path
) -> None:
    """A process that ended while it gave a file its name has left the name of the part: that name goes."""
    whole, part = tmp_path / "job-1-1.mp4", tmp_path / ".job-1-1.part"
    part.write_bytes(VIDEO)
    note = {"url": "https://elsewhere.example/x", "validator": '"one"', "flushed": len(VIDEO)}
    (tmp_path / ".job-1-1.part.json").write_text(json.dumps(note))
    os.link(part, whole)
    server.by_operation["a.mp4"] = [answer(TAG, MP4, status=400, body=b"")]
    with pytest.raises(DownloadError, match="HTTP 400"):
        download(server, tmp_path)
    assert whole.read_bytes() == VIDEO
    assert whole.stat().st_nlink == 1
    server.by_operation["a.mp4"] = [answer(TAG, MP4)]
    download(server, tmp_path)
    assert whole.read_bytes() == VIDEO
    assert names_in(tmp_path) == ["job-1-1.mp4"]


@pytest.mark.skipif(
    os.name == "nt", reason="the system does not allow to put a process in this place"
)
@pytest.mark.parametrize("overwrite", [False, True])
def test_a_process_that_ends_while_a_file_gets_its_name(
    overwrite: bool, server: ByteServer, tmp_path: Path
) -> None:
    """Whenever a process ends, the next download has the whole file, and nothing else."""
    server.by_operation["a.mp4"] = [answer(TAG, MP4)]
    script = (
        "import os, sys; from clientwright.runtime.download.part import Part;"
        "from runtime.download.support import *; from runtime.byte_server import ByteServer;"
        "Part.remove = lambda part: os.kill(os.getpid(), 9);"
        "download(ByteServer(int(sys.argv[1])), sys.argv[2], overwrite=sys.argv[3] == 'True')"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script, str(server.port), str(tmp_path), str(overwrite)]
    subprocess.run(command, env=environment, check=False)
    assert (tmp_path / "job-1-1.mp4").read_bytes() == VIDEO
    download(server, tmp_path)
    assert (tmp_path / "job-1-1.mp4").read_bytes() == VIDEO
    assert names_in(tmp_path) == ["job-1-1.mp4"]


def test_the_rest_of_a_file_of_unknown_size_begins_anew(server: ByteServer, tmp_path: Path) -> None:
    """Where neither answer says how long the file is, a cut of the rest is not taken for the end."""
    chunk = b"%x\r\n%s\r\n" % (4000, VIDEO[:4000])
    head = f"HTTP/1.1 200 OK\r\n{TAG}\r\n{MP4}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    rest = "Content-Range: bytes 4000-4999/*"
    server.by_operation["a.mp4"] = [
        lambda sock: (sock.sendall(head + chunk), sock.close())[1],
        answer(TAG, MP4, rest, status=206, body=VIDEO[4000:5000]),
        answer(TAG, MP4),
    ]
    (saved,) = download(server, tmp_path)
    assert is_saved(saved, VIDEO)
    assert ranges(server) == [None, (4000, '"one"'), None]


@pytest.mark.parametrize(("header", "goes_on"), [(OLD, False), (TAG, True)], ids=["date", "tag"])
def test_another_query_is_another_file_unless_a_tag_says_the_same(
    header: str, goes_on: bool, server: ByteServer, tmp_path: Path
) -> None:
    """Two files may have the same date; only a strong tag tells that a new query leads to the same."""
    gone = answer(status=400, body=b"")
    cuts = [answer(header, MP4, cut=5000), *[answer(status=503, body=b"")] * 4]
    server.by_operation["a.mp4"] = [*cuts, gone]
    with client(server) as api:
        for id in (1, 2):
            with pytest.raises(DownloadError):
                api.download(result_of({"video": f"{url_of(server)}?id={id}"}), tmp_path)
    assert (range_of(server.received[-1]) is not None) == goes_on


@pytest.mark.parametrize("tag", ['"\u00fc"', '"a\x7f"', '"a\tb"'])
def test_a_tag_that_cannot_be_sent_is_none(tag: str, server: ByteServer, tmp_path: Path) -> None:
    """A tag beside visible ASCII is not sent back; the file begins anew."""
    server.by_operation["a.mp4"] = [answer(f"ETag: {tag}", MP4, cut=4000), answer(MP4)]
    (saved,) = download(server, tmp_path)
    assert is_saved(saved, VIDEO)
    assert ranges(server) == [None, None]
