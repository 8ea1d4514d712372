"""Which hosts and addresses outputs may come from: laws, and a table of URLs that are refused."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.provisional import domains

from clientwright.runtime.download.addresses import (
    AddressRules,
    HostName,
    Refused,
    is_public,
    shown,
)
from clientwright.runtime.download.errors import DownloadError
from clientwright.runtime.errors import ConfigurationError
from runtime.byte_server import ByteServer, run_server
from runtime.download.support import MP4, VIDEO, answer, client, result_of

BASE = "https://api.demo.example/v1"
RULES = AddressRules(BASE, (HostName.parse(".demo.example"), HostName.parse("cdn.example.com")))
NOT_PUBLIC = [
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"),
    *("::/128", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "2001:db8::/32"),
    *("64:ff9b:1::/48", "100::/64", "2001::/32", "192.0.0.0/29", "192.0.0.128/25"),
    *("192.0.2.0/24", "192.88.99.0/24", "198.51.100.0/24", "203.0.113.0/24", "3fff::/20"),
    *("5f00::/16", "2001:2::/48"),
]


@st.composite
def addresses_in(draw: st.DrawFn, networks: tuple[str, ...]) -> IPv4Address | IPv6Address:
    """Draw an address of one of the networks."""
    network = ip_network(draw(st.sampled_from(networks)))
    return network[draw(st.integers(0, network.num_addresses - 1))]


@given(addresses_in(tuple(NOT_PUBLIC)))
def test_no_address_of_these_networks_is_public(address: IPv4Address | IPv6Address) -> None:
    """Private, loopback, link-local, multicast and reserved addresses are refused."""
    assert not is_public(address)
    with pytest.raises(Refused, match="not a public address"):
        RULES.check_peer("a.demo.example", 443, str(address))
    AddressRules(BASE, (), allow_private=True).check_peer("a.demo.example", 443, str(address))


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_counts(inside: IPv4Address) -> None:
    """An IPv4 address counts as itself, also mapped into IPv6, behind NAT64 or 6to4."""
    for text in (f"::ffff:{inside}", f"64:ff9b::{inside}"):
        assert is_public(ip_address(text)) == is_public(inside)
    assert is_public(IPv6Address((0x2002 << 112) | (int(inside) << 80))) == is_public(inside)


@pytest.mark.parametrize(
    "text",
    [
        *("8.8.8.8", "1.1.1.1", "192.0.0.9", "192.0.0.10", "192.0.1.1", "2606:4700::1111"),
        *("64:ff9b::8.8.8.8", "2001:4860:4860::8888", "2001:20::1"),
    ],
)
def test_public_addresses(text: str) -> None:
    """Addresses of the public internet are allowed."""
    assert is_public(ip_address(text))


def test_the_origin_of_the_base_url_is_always_allowed() -> None:
    """The server that the token is sent to may be anywhere, at its own port only."""
    rules = AddressRules("http://127.0.0.1:8787/v1", ())
    assert rules.check_url("http://127.0.0.1:8787/outputs/a.mp4").path == "/outputs/a.mp4"
    rules.check_peer("127.0.0.1", 8787, "127.0.0.1")
    with pytest.raises(Refused):
        rules.check_url("http://127.0.0.1:8788/outputs/a.mp4")
    with pytest.raises(Refused):
        rules.check_peer("127.0.0.1", 8788, "127.0.0.1")


LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)


@given(st.lists(LABEL, min_size=1, max_size=3), LABEL)
def test_a_suffix_allows_its_domain_and_all_below(labels: list[str], other: str) -> None:
    """`.example.org` allows example.org and all hosts below, and no host that only ends like it."""
    host = HostName.parse(".example.org")
    assert host.fits("example.org")
    assert host.fits(f"{'.'.join(labels)}.example.org")
    assert not host.fits(f"{other}example.org")
    assert not host.fits(f"example.org.{other}")
    assert not HostName.parse("example.org").fits(f"{other}.example.org")


@pytest.mark.parametrize(
    "url",
    [
        "https://a.demo.example/x",
        "https://demo.example/x",
        "HTTPS://A.DEMO.EXAMPLE./x?key=1#f",
        "https://a.demo.example:8443/x",
        "https://cdn.example.com/x",
        "https://api.demo.example/x",
    ],
)
def test_allowed_urls(url: str) -> None:
    """HTTPS URLs of the service's hosts and of hosts that the caller allows may be asked."""
    RULES.check_url(url)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://a.demo.example/x", "begins with http:"),
        ("ftp://a.demo.example/x", "begins with ftp:"),
        ("file:///etc/passwd", "begins with file:"),
        ("data:video/mp4;base64,AAAA", "begins with data:"),
        ("javascript:alert(1)", "begins with javascript:"),
        ("/outputs/a.mp4", "has no scheme"),
        ("//a.demo.example/x", "has no scheme"),
        ("not a url", "has no scheme|cannot be used"),
        ("https://", "has no host"),
        ("https:///x", "has no host|cannot be used"),
        ("https://a.demo.example:65536/x", "port 65536|cannot be used"),
        ("https://a.demo.example:0/x", "port 0"),
        ("https://evildemo.example/x", "evildemo.example"),
        ("https://demo.example.evil.org/x", "evil.org"),
        ("https://a.demo.example@evil.org/x", "user name"),
        ("https://evil.org\\@a.demo.example/x", "user name|evil.org|cannot be used"),
        ("https://evil.org#@a.demo.example/x", "evil.org"),
        ("https://sub.cdn.example.com/x", "sub.cdn.example.com"),
        ("https://127.0.0.1/x", "127.0.0.1"),
        ("https://[::1]/x", "::1"),
        ("https://a.demo.example:port/x", "cannot be used"),
        ("https://a.demo.example/\n", "cannot be used"),
        ("https://xn--.demo.example/x", "cannot be used"),
    ],
)  # fmt: skip
def test_refused_urls(url: str, words: str) -> None:
    """Other schemes, other hosts and URLs with a user name are refused, with the reason."""
    with pytest.raises(Refused, match=words):
        RULES.check_url(url)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.1.2.3", "[::1]", "127.1", "0x7f000001", "2130706433"]
)
def test_an_address_as_host_needs_both_words(host: str) -> None:
    """An address in a URL is refused though its host is allowed, also in odd forms, which some read."""
    hosts = (HostName.parse(host),)
    with pytest.raises(Refused, match=r"not a public address|unusual form"):
        AddressRules(BASE, hosts).check_url(f"https://{host}/x")


@given(st.one_of(st.ip_addresses().map(str), domains(), st.integers(0, 2**32).map(str)))
def test_options_that_an_error_names_are_enough(host: str) -> None:
    """Where the error of a URL names options, the URL is allowed with these options."""
    url = f"https://[{host}]/x" if ":" in host else f"https://{host}/x"
    with pytest.raises(Refused) as caught:
        AddressRules(BASE, ()).check_url(url)
    text = str(caught.value)
    if names := re.search(r'download_hosts=\["(.*)"\]', text):
        allows = "allow_private=True" in text
        AddressRules(BASE, (HostName.parse(names[1]),), allow_private=allows).check_url(url)
    else:
        assert "unusual form" in text or "cannot be used" in text


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://169.254.169.254/x", "and not a public address; .* with allow_private=True"),
        ("https://2130706433/x", "an address in an unusual form$"),
        ("https://x.demo.example%00.evil.example/x", "known to come from$|cannot be used"),
    ],
)
def test_options_that_would_not_do_are_not_named(url: str, words: str) -> None:
    """An option that does not allow a URL is not named in its error."""
    with pytest.raises(Refused, match=words):
        AddressRules(BASE, ()).check_url(url)


@pytest.mark.parametrize(
    "given_",
    [
        "",
        ".",
        "*.example.com",
        "https://a.example",
        "a/b",
        "a:1",
        "a b",
        5,
        None,
        "ſſ.com",
        "a.\u0301",
    ],
)
def test_words_that_are_no_hosts(given_: object) -> None:
    """A host that is none is a mistake of the caller."""
    with pytest.raises(ConfigurationError, match="is not a host"):
        HostName.parse(given_)


def test_shown_urls_have_no_secrets() -> None:
    """A URL in a message has no query, fragment or password, and an end."""
    assert shown("https://u:p@a.example/b?sig=1#c") == "https://a.example/b"
    assert len(shown("https://a.example/" + "x" * 900)) == 200


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Return an authority for certificates."""
    return trustme.CA()


@pytest.fixture
def tls_server(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ByteServer]:
    """Run a server with a certificate for localhost, which this process trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with run_server(context) as server:
        server.by_operation["a.mp4"] = [answer(MP4)]
        yield server


@pytest.mark.parametrize("is_private_allowed", [False, True])
def test_a_name_that_leads_to_this_machine(
    is_private_allowed: bool, server: ByteServer, tls_server: ByteServer, tmp_path: Path
) -> None:
    """The address is checked after connecting: a name that leads to loopback gets no byte."""
    result = result_of({"video": f"https://localhost:{tls_server.port}/requests/files/a.mp4"})
    options = {"download_hosts": ["localhost"], "allow_private": is_private_allowed}
    with client(server) as api:
        if is_private_allowed:
            (saved,) = api.download(result, tmp_path / "out", **options)
            assert Path(saved.path).read_bytes() == VIDEO
            return
        with pytest.raises(DownloadError, match=r"localhost leads to .* not a public address"):
            api.download(result, tmp_path / "out", **options)
    assert tls_server.received == []


def test_a_redirect_to_a_name_that_leads_to_this_machine(
    server: ByteServer, tls_server: ByteServer, tmp_path: Path
) -> None:
    """The address of a redirect is checked, too."""
    place = f"https://localhost:{tls_server.port}/requests/files/a.mp4"
    server.by_operation["a.mp4"] = [answer(f"Location: {place}", status=302, body=b"")]
    result = result_of({"video": f"{server.base_url}/requests/files/a.mp4"})
    with client(server) as api, pytest.raises(DownloadError, match="not a public address"):
        api.download(result, tmp_path / "out", download_hosts=["localhost"])
    assert (len(server.received), tls_server.received) == (1, [])


def test_a_check_of_the_address_under_a_tool_that_traces(
    server: ByteServer,
    tls_server: ByteServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A tool that traces requests connects by itself; the address is checked before the body is read."""
    import httpx

    original = httpx.HTTPTransport.handle_request
    seen: list[str] = []

    def traced(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return original(self, request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", traced)
    result = result_of({"video": f"https://localhost:{tls_server.port}/requests/files/a.mp4"})
    with client(server) as api, pytest.raises(DownloadError, match="not a public address"):
        api.download(result, tmp_path / "out", download_hosts=["localhost"])
    assert len(seen) == 1


def test_an_address_that_nobody_listens_at_is_tried_again(tmp_path: Path) -> None:
    """A server that cannot be reached is asked several times; the error says that nothing was saved."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = ByteServer(port)
    result = result_of({"video": f"{server.base_url}/requests/files/a.mp4"})
    with client(server) as api, pytest.raises(DownloadError, match="after several attempts"):
        api.download(result, tmp_path)
