"""Results whose files a loopback server has, and answers of that server."""

from __future__ import annotations

import asyncio
import hashlib
import re
import socket
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

import fsspec
import pytest
import trio

from clientwright.runtime.responses import Result, parse_result
from runtime.byte_server import ByteServer, ServerAction, reply
from runtime.demo_service import ENDPOINT, SERVICE, TOKEN, Demo, Output

VIDEO = b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2" + bytes(range(256)) * 40
OTHER_VIDEO = VIDEO[:-1] + b"?"
PAGE = b"<!DOCTYPE html><title>Not here</title>" + b" " * 600
MP4 = "Content-Type: video/mp4"
REQUEST = ENDPOINT.request({"prompt": "é"})
LOOPS: dict[str, Callable[[Callable[[], Awaitable[Any]]], Any]] = {
    "asyncio": lambda main: asyncio.run(_coroutine(main)),
    "trio": trio.run,
}
each_loop = pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)


async def _coroutine(main: Callable[[], Awaitable[Any]]) -> Any:
    return await main()


def result_of(output: Any, request_id: str = "job-1") -> Result[Output]:
    """Return the result of a job that has succeeded."""
    data = {"request_id": request_id, "status": "succeeded", "output": output}
    return parse_result(SERVICE, request_id, Output, data)


def url_of(server: ByteServer, name: str = "a.mp4") -> str:
    """Return the URL of a file of the server, which is scripted under its name."""
    return f"{server.base_url}/requests/files/{name}"


def client(server: ByteServer) -> Demo:
    """Return a client whose base URL is the server's."""
    return Demo(TOKEN, server.base_url, 5.0)


def download(server: ByteServer, target: Path | str, **options: Any) -> Any:
    """Download the server's file to a folder."""
    with client(server) as api:
        return api.download(result_of({"video": url_of(server)}), target, **options)


def names_in(folder: Path) -> list[str]:
    """Return the names in a folder, also hidden ones."""
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def answer(
    *headers: str, body: bytes = VIDEO, status: int = 200, length: int | None = -1, cut: int = -1
) -> ServerAction:
    """Send an answer; `length` is what it says, `cut` the bytes after which it closes."""
    lines = [f"HTTP/1.1 {status} X", *headers]
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length < 0 else length}")
    head = "\r\n".join(lines).encode() + b"\r\n\r\n"

    def act(sock: socket.socket) -> None:
        sock.sendall(head + (body if cut < 0 else body[:cut]))
        if cut >= 0 or length is None:
            sock.close()

    return act


def range_of(request: bytes) -> tuple[int, str] | None:
    """Return from which byte a request asks on, and its validator."""
    found = re.search(rb"(?i)\r\nrange: bytes=(\d+)-\r\n", request)
    condition = re.search(rb"(?i)\r\nif-range: ([^\r]*)\r\n", request)
    return (int(found[1]), condition[1].decode() if condition else "") if found else None


def file_server(
    server: ByteServer, versions: Iterable[tuple[bytes, str, int]], obeys: bool = True
) -> ServerAction:
    """Serve a file by ranges: each request takes the next version (body, validator's header, cut).

    The last version stays. A server that does not obey sends ranges whatever the condition is.
    """
    left = list(versions)

    def act(sock: socket.socket) -> None:
        body, header, cut = left.pop(0) if len(left) > 1 else left[0]
        wanted = range_of(server.received[-1])
        if wanted is None or (obeys and wanted[1] != header.partition(": ")[2]):
            return answer(header, MP4, body=body, cut=cut)(sock)
        first = wanted[0]
        span = f"Content-Range: bytes {first}-{len(body) - 1}/{len(body)}"
        return answer(header, MP4, span, body=body[first:], status=206, cut=cut)(sock)

    return act


def answered(server: ByteServer, **facts: Any) -> None:
    """Let /result answer with these facts."""
    server.by_operation["result"] = [reply({"request_id": "job-1", **facts})]


DIGEST = hashlib.sha256(VIDEO).hexdigest()


def put(target: str, data: bytes) -> None:
    """Write a file under the name that the output will have."""
    with fsspec.open(f"{target}/job-1-1.mp4", "wb", auto_mkdir=True) as file:
        file.write(data)
