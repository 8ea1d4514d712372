"""Downloads on both HTTP libraries, through proxies, and interrupted by Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trio
import trustme

from clientwright.runtime.download.errors import DownloadError
from runtime.byte_server import ByteServer, run_server
from runtime.demo_service import TOKEN
from runtime.download.support import MP4, VIDEO, answer, client, names_in, result_of, url_of
from runtime.http_flavours import ClientFlavour
from runtime.proxy_server import ProxyServer, run_proxy

HOST = "files.demo.example"


def test_both_http_libraries(flavour: ClientFlavour, jobs: ByteServer, tmp_path: Path) -> None:
    """The runtime downloads on each HTTP library, in each way of calling."""
    result = result_of({"video": url_of(jobs)})

    async def main() -> Any:
        async with flavour.client("AsyncClient")(TOKEN, jobs.base_url) as api:
            return await api.download(result, tmp_path)

    async def run() -> Any:
        return await main()

    if flavour.mode == "sync":
        with flavour.client("Client")(TOKEN, jobs.base_url) as api:
            (saved,) = api.download(result, tmp_path)
    else:
        (saved,) = trio.run(main) if flavour.mode == "trio" else asyncio.run(run())
    assert Path(saved.path).read_bytes() == VIDEO
    assert all(TOKEN.encode() not in request for request in jobs.received)


@pytest.fixture
def proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[ProxyServer, ByteServer]]:
    """Run a server of a host with outputs, and a proxy in front of it."""
    authority, file = trustme.CA(), tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HOST, "127.0.0.1").configure_cert(context)
    with run_server(context) as behind, run_proxy(behind.port) as front:
        behind.by_operation["a.mp4"] = [answer(MP4)]
        yield front, behind


@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_through_a_proxy(
    scheme: str,
    proxy: tuple[ProxyServer, ByteServer],
    server: ByteServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Through a proxy the host counts, since only the proxy knows the address."""
    front, behind = proxy
    monkeypatch.setenv("HTTPS_PROXY", f"{scheme}://127.0.0.1:{front.port}")
    with client(server) as api:
        output = {"video": f"https://{HOST}/requests/files/a.mp4"}
        (saved,) = api.download(result_of(output), tmp_path / "out")
        assert Path(saved.path).read_bytes() == VIDEO
        assert front.asked == [f"{HOST}:443"]
        for url in ("https://127.0.0.1/x.mp4", "https://evil.example/x.mp4"):
            with pytest.raises(DownloadError):
                api.download(result_of({"video": url}), tmp_path, download_hosts=["127.0.0.1"])
    assert front.asked == [f"{HOST}:443"]
    assert all(TOKEN.encode() not in request for request in behind.received)


@pytest.mark.parametrize("setting", ["nonsense://127.0.0.1:1", "http://127.0.0.1:0"])
def test_an_unusable_proxy(
    setting: str, server: ByteServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy that cannot be used is named."""
    monkeypatch.setenv("HTTPS_PROXY", setting)
    with client(server) as api, pytest.raises(DownloadError, match="HTTPS_PROXY"):
        api.download(result_of({"video": f"https://{HOST}/x.mp4"}), tmp_path)


INTERRUPTED = """
import sys
from runtime.download.support import client, result_of
from runtime.byte_server import ByteServer
server = ByteServer(int(sys.argv[1]))
urls = [f"{server.base_url}/requests/files/{name}.mp4" for name in "ab"]
def told(progress):
    if progress.file.endswith("-2.mp4"):
        print("begun", flush=True)
with client(server) as api:
    try:
        api.download(result_of({"videos": urls}), sys.argv[2], on_progress=told)
    except KeyboardInterrupt as stop:
        print(*stop.__notes__)
"""


def test_ctrl_c(server: ByteServer, tmp_path: Path) -> None:
    """Ctrl-C ends a download at once, names what was saved, and leaves what can be resumed."""
    sent = threading.Event()
    head = f'HTTP/1.1 200 OK\r\nETag: "one"\r\n{MP4}\r\nContent-Length: {len(VIDEO)}\r\n\r\n'

    def hang(sock: Any) -> None:
        sent.wait(60)
        sock.sendall(head.encode() + VIDEO[:6000])

    def whole(sock: Any) -> None:
        answer(MP4)(sock)
        sent.set()

    server.by_operation = {"a.mp4": [whole], "b.mp4": [hang]}
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", INTERRUPTED, str(server.port), str(tmp_path)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        while not (tmp_path / "job-1-1.mp4").exists():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        told = process.stdout.read()
    assert process.returncode == 0
    assert f"The download had saved {tmp_path / 'job-1-1.mp4'}" in told
    assert names_in(tmp_path) == [".job-1-2.part", ".job-1-2.part.json", "job-1-1.mp4"]
    assert (tmp_path / "job-1-1.mp4").read_bytes() == VIDEO


WAITING = """
import socket, sys, threading
from runtime.download.support import client, result_of
from runtime.byte_server import ByteServer
search = socket.getaddrinfo

def hang(host, *more, **options):
    if "files.demo.example" in str(host):
        if sys.argv[3] == "name":
            print("begun", flush=True)
            threading.Event().wait()
        return search("127.0.0.1", *more, **options)
    return search(host, *more, **options)

socket.getaddrinfo = hang
server = ByteServer(int(sys.argv[1]))
with client(server) as api:
    try:
        url = f"https://files.demo.example:{sys.argv[2]}/x.mp4"
        api.download(result_of({"video": url}), sys.argv[4], allow_private=True, timeout=None)
    except KeyboardInterrupt:
        print("ended", flush=True)
"""


@pytest.mark.parametrize("where", ["name", "handshake"])
def test_ctrl_c_before_a_connection_is_there(
    where: str, server: ByteServer, tmp_path: Path
) -> None:
    """Ctrl-C also ends the search for a name's address, and a handshake that nobody answers."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        about = [str(server.port), str(silent.getsockname()[1]), where, str(tmp_path)]
        command = [sys.executable, "-c", WAITING, *about]
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            if where == "name":
                assert process.stdout.readline() == "begun\n"
                process.send_signal(signal.SIGINT)
                told = process.stdout.read()
            else:
                peer, _ = silent.accept()
                with peer:
                    assert peer.recv(1) == b"\x16"  # it waits for the answer of its greeting
                    process.send_signal(signal.SIGINT)
                    while peer.recv(10_000):  # closed by the other end, without an answer
                        pass
                    told = process.stdout.read()
    assert told == "ended\n"
