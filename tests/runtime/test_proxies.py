"""Proxies and certificates of the environment, over real TLS on loopback; a proxy never sees the token."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.errors import ConfigurationError
from clientwright.runtime.proxy_settings import find_proxy
from runtime.byte_server import ByteServer, reply, run_server
from runtime.demo_service import TOKEN
from runtime.http_flavours import ClientFlavour, name_of
from runtime.proxy_server import ProxyServer, run_proxy

HOST = "api.demo.example"
BASE = f"https://{HOST}/v1"
ACCEPTED = reply({"request_id": "job-1"})
DONE = reply({"status": "completed"})
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start without proxies and certificates of this machine's user."""
    for name in (*VARIABLES, "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, Path]:
    """Return a certificate authority that nobody else knows, and the file of its certificate."""
    authority, file = trustme.CA(), tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return authority, file


@pytest.fixture
def tls_server(authority: tuple[trustme.CA, Path]) -> Iterator[ByteServer]:
    """Run a server with a certificate of that authority."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority[0].issue_cert(HOST, "localhost", "127.0.0.1").configure_cert(context)
    with run_server(context) as server:
        server.actions = [ACCEPTED, DONE]
        yield server


@pytest.fixture
def trusted(authority: tuple[trustme.CA, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust that authority."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority[1]))


@pytest.fixture
def proxy(tls_server: ByteServer) -> Iterator[ProxyServer]:
    """Run a proxy in front of that server."""
    with run_proxy(tls_server.port) as proxy:
        yield proxy


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    "setting",
    [
        "HTTPS_PROXY=http://127.0.0.1",
        "https_proxy=127.0.0.1",
        "ALL_PROXY=http://127.0.0.1",
        "HTTPS_PROXY=socks5://127.0.0.1",
        "all_proxy=socks5h://127.0.0.1",
    ],
)
def test_a_job_goes_through_the_proxy(
    proxy: ProxyServer,
    tls_server: ByteServer,
    flavour: ClientFlavour,
    setting: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The proxy learns the name of the host, once; the token passes inside TLS."""
    variable, _, address = setting.partition("=")
    monkeypatch.setenv(variable, f"{address}:{proxy.port}")
    assert flavour.run(BASE, "status").phase == "finished"
    assert proxy.asked == [f"{HOST}:443"]
    assert len(tls_server.received) == 2
    assert all(TOKEN.encode() in request for request in tls_server.received)
    assert TOKEN.encode() not in proxy.seen


@pytest.mark.usefixtures("trusted")
def test_https_proxy_counts_before_all_proxy(
    proxy: ProxyServer, flavour: ClientFlavour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ALL_PROXY is for what has no variable of its own; credentials reach the proxy."""
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:word@127.0.0.1:{proxy.port}")
    assert flavour.run(BASE) == "job-1"
    assert b"basic dxnlcjp3b3jk" in proxy.seen.lower()


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("entry", ["localhost", "x.example, localhost", "*", "LOCALHOST:{port}"])
def test_hosts_of_no_proxy_are_reached_directly(
    proxy: ProxyServer,
    tls_server: ByteServer,
    flavour: ClientFlavour,
    entry: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The proxy is not even connected to."""
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
    monkeypatch.setenv("NO_PROXY", entry.format(port=tls_server.port))
    assert flavour.run(f"https://localhost:{tls_server.port}/v1") == "job-1"
    assert (proxy.asked, bytes(proxy.seen)) == ([], b"")


def test_plain_http_uses_no_proxy(
    server: ByteServer, proxy: ProxyServer, flavour: ClientFlavour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over loopback without TLS no proxy may see the token."""
    for name in VARIABLES[:3]:
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    server.actions = [ACCEPTED]
    assert flavour.run(server.base_url) == "job-1"
    assert bytes(proxy.seen) == b""


def test_an_unknown_authority_is_not_trusted(
    tls_server: ByteServer, flavour: ClientFlavour
) -> None:
    """Without SSL_CERT_FILE the handshake fails, and nothing is sent."""
    found = flavour.run(f"https://localhost:{tls_server.port}/v1", timeout=0.4)
    assert (name_of(found), tls_server.received) == ("TransportError", [])
    assert "not sent" in str(found)


def test_a_directory_of_certificates_is_trusted(
    authority: tuple[trustme.CA, Path],
    tls_server: ByteServer,
    flavour: ClientFlavour,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """SSL_CERT_DIR is read as OpenSSL does, by names that are hashes."""
    import subprocess

    name = subprocess.run(
        ["openssl", "x509", "-hash", "-noout", "-in", str(authority[1])],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    (tmp_path / f"{name}.0").write_bytes(authority[1].read_bytes())
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert flavour.run(f"https://localhost:{tls_server.port}/v1") == "job-1"


@pytest.mark.parametrize("text", [None, "no certificate"])
def test_certificates_that_cannot_be_loaded_are_named(
    flavour: ClientFlavour, text: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is missing or has no certificate is a mistake of the environment."""
    file = tmp_path / "ca.pem"
    if text is not None:
        file.write_text(text)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    found = flavour.run(BASE)
    assert name_of(found) == "ConfigurationError"
    assert f"SSL_CERT_FILE={str(file)!r}" in str(found)


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_a_silent_proxy_ends_with_the_request(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy that never answers keeps no sync call, not even by SOCKS, whose greeting has no timeout."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        for scheme in ("http", "socks5"):
            proxy = f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"
            monkeypatch.setenv("HTTPS_PROXY", proxy)
            found = ClientFlavour(library, "sync").run(BASE, timeout=0.4)
            assert name_of(found) == "TransportError"
            assert "not sent" in str(found)


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize(
    "value",
    ["ftp://u:s3cret@x", "http://u:s3cret@x:port", "http://:s3cret@", "//s3cret", "http://"],
)
def test_a_proxy_that_is_no_url_is_named_before_anything_is_sent(
    flavour: ClientFlavour, variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names the variable, and not its value, which may have a password."""
    monkeypatch.setenv(variable, value)
    found = flavour.run(BASE)
    assert name_of(found) == "ConfigurationError"
    assert variable in str(found)
    assert "s3cret" not in str(found) + repr(found.__cause__) + repr(found.__context__)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
SCHEMES = st.sampled_from(["", "http://", "https://", "socks5://", "ftp://", "://"]) | TEXT


@given(SCHEMES, TEXT, TEXT, st.sampled_from(["HTTPS_PROXY", "ALL_PROXY", "all_proxy"]))
def test_any_proxy_variable_is_used_or_named(
    scheme: str, host: str, end: str, variable: str
) -> None:
    """Whatever a variable has, it is a proxy with a host, nothing, or an error that keeps the password."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(variable, f"{scheme}user:s3cret@{host}{end}")
        error = error_of_proxy()
    assert error is None or variable in str(error)
    assert "s3cret" not in str(error) + repr(error and error.__context__)


def error_of_proxy() -> ConfigurationError | None:
    """Return why there is no proxy; None if there is one, which then has a host."""
    try:
        proxy = find_proxy(BASE)
    except ConfigurationError as error:
        return error
    assert proxy is not None
    assert proxy.url.host
    return None


NO_PROXY = {
    "demo.example": True,
    ".demo.example": True,
    "*.demo.example": True,
    "API.demo.example": True,
    "https://api.demo.example": True,
    "api.demo.example:443": True,
    "api.demo.example:8443": False,
    "emo.example": False,
    "api.demo.example.org": False,
    "10.0.0.0/8": False,
    "": False,
    " , ": False,
    ".": False,
}
ADDRESSES = {
    ("10.1.2.3", "10.0.0.0/8"): True,
    ("10.1.2.3", "10.1.2.3"): True,
    ("10.1.2.3", "10.1.2.3:443"): True,
    ("10.1.2.3", "2.3"): False,
    ("10.1.2.3", "11.0.0.0/8"): False,
    ("10.1.2.3", "10.0.0.0/99"): False,
    ("[::1]", "::1"): True,
    ("[::1]", "[::1]"): True,
    ("[::1]", "[::1]:443"): True,
    ("[::1]", "::/0"): True,
    ("[::1]", "::2"): False,
}
DIRECT = {**{(HOST, entry): direct for entry, direct in NO_PROXY.items()}, **ADDRESSES}


@pytest.mark.parametrize(("host", "entry"), DIRECT)
def test_entries_of_no_proxy(host: str, entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry means a name and all below it, an address or a network, on every port or one."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    monkeypatch.setenv("NO_PROXY", f"other.example,{entry}")
    assert (find_proxy(f"https://{host}/v1") is None) == DIRECT[host, entry]


@given(TEXT, st.sampled_from([HOST, "10.1.2.3", "[::1]"]))
def test_any_no_proxy_is_understood_or_ignored(entry: str, host: str) -> None:
    """No value of NO_PROXY raises."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HTTPS_PROXY", "http://proxy.example")
        patch.setenv("NO_PROXY", entry)
        find_proxy(f"https://{host}/v1")
    assert "HTTPS_PROXY" not in os.environ
