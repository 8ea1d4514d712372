"""The socket the server listens on: bound before anything starts, so that a port in use is said plainly."""

from __future__ import annotations

import errno
import ipaddress
import socket

from clientwright.errors import UsageError


def listen(host: str, port: int, *, allow_remote: bool = False) -> socket.socket:
    """Listen on a port of this machine; port 0 takes a free one.

    Raises:
        UsageError: the port is taken or none, or the host is not this machine's.
    """
    if not (allow_remote or is_loopback(host)):
        advice = "bind 127.0.0.1, or allow remote callers on purpose with --allow-remote"
        raise UsageError(f"{host}: the sandbox would be open to other machines; {advice}")
    if not 0 <= port <= 65535:
        raise UsageError(f"port {port} does not exist: give 0 to 65535 (0 takes a free one)")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return _with_tcp_protocol(socket.create_server((host, port), family=family, backlog=256))
    except OSError as error:
        raise UsageError(_failure_reason(host, port, error)) from None


def is_loopback(host: str) -> bool:
    """Tell whether a host can only be reached from this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _with_tcp_protocol(sock: socket.socket) -> socket.socket:
    """Name the protocol of a socket: asyncio sends answers without delay on none but TCP sockets."""
    return socket.socket(sock.family, sock.type, socket.IPPROTO_TCP, sock.detach())


def _failure_reason(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use: end what runs there, or give another --port"
    return f"cannot listen on {host}:{port} ({error.strerror or error}); try 127.0.0.1 and another --port"
