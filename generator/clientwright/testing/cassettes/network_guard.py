"""Block new connections and name lookups of this process."""

from __future__ import annotations

import socket
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from typing import Any, NoReturn
from unittest.mock import patch

from clientwright.testing.cassettes.errors import NetworkBlocked

_LOCAL_FAMILIES = frozenset(
    getattr(socket, name) for name in ("AF_UNIX", "AF_NETLINK") if hasattr(socket, name)
)
_SOCKET_METHODS = ("connect", "connect_ex", "sendto", "sendmsg")
_SOCKET_FUNCTIONS = ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "create_connection")


@contextmanager
def no_network() -> Generator[None]:
    """Block new connections, also to this machine, until the block ends; open sockets keep working."""
    with ExitStack() as stack:
        for name in _SOCKET_METHODS:
            stack.enter_context(patch.object(socket.socket, name, _guarded(name)))
        for name in _SOCKET_FUNCTIONS:
            stack.enter_context(patch.object(socket, name, _raise_blocked))
        yield


def _guarded(name: str) -> Callable[..., Any]:
    real = getattr(socket.socket, name)

    def guarded(self: socket.socket, *args: Any) -> Any:
        if self.family in _LOCAL_FAMILIES or (name in ("sendto", "sendmsg") and _connected(self)):
            return real(self, *args)
        return _raise_blocked(*args[-1:])

    return guarded


def _connected(sock: socket.socket) -> bool:
    try:
        sock.getpeername()
    except OSError:
        return False
    return True


def _raise_blocked(*where: Any, **_: Any) -> NoReturn:
    target = where[0] if where else "the network"
    host = ":".join(map(str, target[:2])) if isinstance(target, tuple) else str(target)
    raise NetworkBlocked(host)
