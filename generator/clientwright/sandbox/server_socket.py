"""The listening socket, bound before the server starts so that a port in use is reported first."""

from __future__ import annotations

import errno
import ipaddress
import socket

from clientwright.errors import UsageError


def listen(host: str, port: int, *, allow_remote: bool = False) -> socket.socket:
    """Return a socket that listens on a port of this machine; port 0 picks a free port.

    Raises:
        UsageError: the port is taken or invalid, or the host is not this machine's.
    """
    if not (allow_remote or is_loopback(host)):
        advice = "use 127.0.0.1, or allow remote callers with --allow-remote"
        raise UsageError(f"{host}: the sandbox would be open to other machines; {advice}")
    if not 0 <= port <= 65535:
        raise UsageError(f"port {port} does not exist: choose 0 to 65535 (0 picks a free port)")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return _with_tcp_protocol(socket.create_server((host, port), family=family, backlog=256))
    except OSError as error:
        raise UsageError(_failure_reason(host, port, error)) from None


def is_loopback(host: str) -> bool:
    """Return whether a host is reachable only from this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _with_tcp_protocol(sock: socket.socket) -> socket.socket:
    """Return the socket with its protocol set to TCP: only then does asyncio disable Nagle's delay."""
    return socket.socket(sock.family, sock.type, socket.IPPROTO_TCP, sock.detach())


def _failure_reason(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use: stop what runs there, or choose another --port"
    return f"cannot listen on {host}:{port} ({error.strerror or error}); try 127.0.0.1 and another --port"
