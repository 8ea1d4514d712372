"""Which hosts and addresses an output may come from."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple

from ..errors import ConfigurationError
from ..http import library as http

_RESERVED = tuple(
    map(
        ip_network,
        "192.0.0.0/24 192.88.99.0/24 "
        "198.18.0.0/15 192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 100.64.0.0/10 240.0.0.0/4 "
        "64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001:db8::/32 "
        "3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10".split(),
    )
)
"""Networks of the registries of special addresses, of which each version of Python knows others."""
_REACHABLE = tuple(
    map(
        ip_network,
        "192.0.0.9/32 192.0.0.10/32 2001:1::1/128 2001:1::2/128 2001:1::3/128 2001:3::/32 2001:4:112::/48 2001:20::/28 "
        "2001:30::/28".split(),
    )
)
"""Networks inside those which are reachable from everywhere."""
_NAT64 = ip_network("64:ff9b::/96")
_DEFAULT_PORTS = {"https": 443, "http": 80}


class Refused(Exception):
    """An output that is not fetched, however often it is tried: the text says why."""


class HostName(NamedTuple):
    """A host that is allowed, and with `below` all hosts below it."""

    name: str
    below: bool

    @classmethod
    def parse(cls, given: object) -> HostName:
        """Return a host from text such as "cdn.example.com" or ".example.org".

        Raises:
            ConfigurationError: it is no host.
        """
        name = given.strip().lower().rstrip(".") if isinstance(given, str) else ""
        below = name.startswith(".")
        name = name.removeprefix(".")
        if not below and (address := _address(name.strip("[]"))):
            return cls(str(address), below)
        letters = name.replace("-", "").replace("_", "").replace(".", "")
        if not letters.isalnum() or ".." in name or name.startswith("."):
            raise ConfigurationError(
                f"download_hosts has {given!r}, which is not a host; "
                'it must be a name such as "cdn.example.com", or ".example.org" for all below.'
            )
        try:
            return cls(_to_ascii(name), below)
        except (http.InvalidURL, UnicodeError, ValueError) as error:
            raise ConfigurationError(
                f"download_hosts has {given!r}, which is not a host: {error}"
            ) from error

    def fits(self, host: str) -> bool:
        """Return whether a host is meant."""
        return host == self.name or (self.below and host.endswith(f".{self.name}"))


class AddressRules:
    """Decides about URLs before they are asked, and about addresses once they are connected to.

    The origin of the base URL, which the token is sent to, is always allowed.
    """

    remedy = "; allow_private=True allows it"
    """What the error of an address that is not public says at its end."""

    def __init__(
        self, base_url: str, hosts: tuple[HostName, ...], *, allow_private: bool = False
    ) -> None:
        self._hosts, self.allow_private = hosts, allow_private
        self._base = _origin(http.URL(base_url))

    def check_url(self, text: str) -> http.URL:
        """Return a URL that may be asked.

        Raises:
            Refused: its scheme, host or form is not allowed.
        """
        try:
            url = http.URL(text)
            host, has_host = _host(url), bool(url.host)
        except (http.InvalidURL, UnicodeError, ValueError) as error:
            raise Refused(f"its URL cannot be used: {error}") from None
        if url.scheme in _DEFAULT_PORTS and not has_host:
            raise Refused("its URL has no host")
        if url.port is not None and not 0 < url.port < 65_536:
            raise Refused(f"its URL has port {url.port}, which no server has")
        if url.scheme not in _DEFAULT_PORTS:
            scheme = f"begins with {url.scheme}:" if url.scheme else "has no scheme"
            raise Refused(f"its URL {scheme}, and only https: is fetched")
        if url.userinfo:
            raise Refused("its URL contains a user name or a password")
        if _origin(url) == self._base:
            return url
        if url.scheme != "https":
            raise Refused("its URL begins with http:, and only https: is fetched")
        if (address := _address(host)) is None and _is_numeric(host):
            raise Refused(f"its host {host} is an address in an unusual form")
        if not any(one.fits(host) for one in self._hosts):
            text = f"its host {host} is not one that outputs are known to come from"
            raise Refused(text + self._remedy_for(host, address))
        if address:
            self.check_address(str(address))
        return url

    def check_peer(self, host: str, port: int, peer: str) -> None:
        """Check the address that a connection leads to.

        Raises:
            Refused: it is on a private network or reserved.
        """
        if (host.strip("[]"), port) != self._base[1:]:
            self.check_address(peer, f"{host} leads to ")

    def check_address(self, text: str, found: str = "") -> None:
        """Check an address.

        Raises:
            Refused: it is on a private network or reserved.
        """
        if not self._is_allowed(_address(text)):
            where = f"{found}{text}, which is" if found else f"its host {text} is"
            raise Refused(f"{where} not a public address{self.remedy}")

    def _is_allowed(self, address: IPv4Address | IPv6Address | None) -> bool:
        return self.allow_private or (address is not None and is_public(address))

    def _remedy_for(self, host: str, address: IPv4Address | IPv6Address | None) -> str:
        """Return which options allow a host that is not one of the known ones, if any do."""
        try:
            HostName.parse(host)
        except ConfigurationError:
            return ""
        option = f'download_hosts=["{host}"]'
        if address is None or self._is_allowed(address):
            return f"; {option} allows it"
        return f", and not a public address; {option} with allow_private=True allows it"


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether an address is one of the public internet; what is inside an IPv6 address counts."""
    if isinstance(address, IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inside = IPv4Address(int(address) & 0xFFFF_FFFF)
        if inside is not None:
            return is_public(inside)
        if address.is_site_local or address.teredo:
            return False
    if any(address in network for network in _REACHABLE):
        return True
    if any(address in network for network in _RESERVED):
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def shown(url: str) -> str:
    """Return a URL without its query, which may be a key to the file; of a long `data:` URI only its media type."""
    if url[:5].lower() == "data:" and len(url) > 80:
        url = f"{url[:80].partition(',')[0]},..."
    text = url.partition("?")[0].partition("#")[0]
    scheme, mark, rest = text.partition("://")
    netloc, slash, path = rest.partition("/")
    text = f"{scheme}{mark}{netloc.rpartition('@')[2]}{slash}{path}"
    text = "".join(one if one.isprintable() else "?" for one in text)
    return text if len(text) <= 200 else f"{text[:197]}..."


def _origin(url: http.URL) -> tuple[str, str, int]:
    return url.scheme, _host(url), url.port or _DEFAULT_PORTS.get(url.scheme, 0)


def _host(url: http.URL) -> str:
    host = url.raw_host.decode("ascii").lower().rstrip(".").strip("[]")
    address = _address(host)
    return str(address) if address else host


def _to_ascii(name: str) -> str:
    return http.URL(f"https://{name}/").raw_host.decode("ascii")


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _is_numeric(host: str) -> bool:
    """Return whether a host would be read as an address, such as `127.1` or `0x7f000001`."""
    last = host.rpartition(".")[2]
    return last.isdigit() or last.startswith("0x")
