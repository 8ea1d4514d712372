"""Replay a cassette: calls get the recorded answers, and a guard keeps them from the network."""

from __future__ import annotations

import socket
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn
from unittest.mock import patch

from clientwright.io.json_types import is_dict, is_list
from clientwright.testing.cassettes import cassette_files, vcr_transport
from clientwright.testing.cassettes.cassette_model import (
    RECORDED_BASE_URL,
    Cassette,
    CassetteHeader,
    Interaction,
    RawExchange,
    RecordedAnswer,
    RecordedCall,
)
from clientwright.testing.cassettes.errors import (
    CallOutOfOrder,
    JobAlreadyReplayed,
    NetworkBlocked,
    UnrecordedCall,
    UnusedCalls,
)
from clientwright.testing.cassettes.matching import (
    CallKey,
    call_differences,
    call_key,
    has_hidden,
    nearest_call,
    path_roots,
    split_base,
    with_hidden,
)
from clientwright.testing.cassettes.redaction.traffic_redactor import TrafficRedactor
from clientwright.testing.wire_answers import answer_of


@dataclass(slots=True)
class CassettePlayer:
    """Chooses the recorded answer to each call; `path` is the cassette's name in errors.

    A job only moves forward: after a later answer, no earlier one is given, and no answer comes
    before the call that caused it (a cancel). When a poll has no new answer left, it gets the last
    one again. A call with a payload may start a paid job, so it is answered only as often as it was
    recorded.
    """

    path: str
    interactions: Sequence[Interaction]
    played: set[int] = field(default_factory=set[int])
    _positions: dict[CallKey, list[int]] = field(default_factory=dict[CallKey, list[int]])
    _last_position: dict[str, int] = field(default_factory=dict[str, int])
    _request_ids: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        """Index the calls by their keys."""
        for n, one in enumerate(self.interactions):
            self._positions.setdefault(call_key(one.call), []).append(n)
            if one.call.may_start_job:
                self._request_ids.update(_texts_of(one.answer))

    @property
    def unused(self) -> tuple[RecordedCall, ...]:
        """The recorded calls that were never made."""
        return tuple(o.call for n, o in enumerate(self.interactions) if n not in self.played)

    def next_answer(self, call: RecordedCall) -> RecordedAnswer:
        """Return the answer to a call.

        Raises:
            UnrecordedCall: no recorded call matches it.
            JobAlreadyReplayed: it would start a job more often than was recorded.
            CallOutOfOrder: it was recorded after a call that has not been made yet.
        """
        positions = self._positions.get(call_key(call)) or self._positions_with_hidden(call)
        if not positions:
            raise self._unrecorded(call)
        n = (
            self._submit_position(call, positions)
            if call.may_start_job
            else self._read_position(call, positions)
        )
        self.played.add(n)
        return self.interactions[n].answer

    def _positions_with_hidden(self, call: RecordedCall) -> Sequence[int]:
        """Return the positions of recorded calls that differ only in the secrets that are hidden in them."""
        return [
            n
            for n, one in enumerate(self.interactions)
            if has_hidden(one.call) and call_key(with_hidden(call, one.call)) == call_key(one.call)
        ]

    def _submit_position(self, call: RecordedCall, positions: Sequence[int]) -> int:
        left = [n for n in positions if n not in self.played]
        if not left:
            raise JobAlreadyReplayed(self.path, str(call), len(positions))
        return left[0]

    def _read_position(self, call: RecordedCall, positions: Sequence[int]) -> int:
        job = self._job_of(call)
        reached = self._last_position.get(job, -1)
        later = next((n for n in positions if n > reached), None)
        blocker = None if later is None else self._pending_change(job, reached, later)
        if later is not None and blocker is None:
            self._last_position[job] = later
            return later
        before = [n for n in positions if n <= reached]
        if not before:
            raise CallOutOfOrder(self.path, str(call), str(blocker))
        return before[-1]

    def _pending_change(self, job: str, reached: int, later: int) -> RecordedCall | None:
        """Return a call between two positions that changes the job and has not been made yet."""
        between = (one.call for one in self.interactions[reached + 1 : later])
        return next((c for c in between if c.method != "GET" and self._job_of(c) == job), None)

    def _job_of(self, call: RecordedCall) -> str:
        """Return what a call is about: the job whose id is in its path, else its path.

        Without an id that a recorded submit was answered with, that is `/requests/<id>`, without the last
        segment.
        """
        if call.may_start_job:
            return f"a submit to {call.path}"
        named = self._request_ids.intersection(call.path.split("/"))
        return max(named, key=len) if named else call.path.rpartition("/")[0]

    def _unrecorded(self, call: RecordedCall) -> UnrecordedCall:
        found = nearest_call(call, [one.call for one in self.interactions])
        differences = call_differences(call, found) if found else []
        return UnrecordedCall(self.path, str(call), str(found or ""), differences)


def _texts_of(answer: RecordedAnswer) -> Iterator[str]:
    """Yield the texts in an answer, one of which is its request id."""
    yield from answer.headers.values()
    left = [answer_of(answer.status, answer.body, answer.headers).body]
    while left:
        value = left.pop()
        if isinstance(value, str):
            yield value
        elif is_dict(value):
            left += value.values()
        elif is_list(value):
            left += value


@dataclass(frozen=True, slots=True)
class Replay:
    """A running replay of a cassette."""

    cassette: Cassette
    player: CassettePlayer

    @property
    def header(self) -> CassetteHeader:
        """What was recorded, against what, when, and by which spec."""
        return self.cassette.header

    @property
    def unused(self) -> tuple[RecordedCall, ...]:
        """The recorded calls that have not been made yet."""
        return self.player.unused


@contextmanager
def replay(path: str | PathLike[str], *, allow_unused: bool = False) -> Generator[Replay]:
    """Answer the calls of httpx, httpx2 and other libraries from a cassette until the block ends.

    Any host and any token match. `allow_unused` permits recorded calls that are never made.

    Raises:
        UnusableCassette: the file is not a cassette.
        UnrecordedCall: a call is not in the cassette (raised by that call).
        JobAlreadyReplayed: a job was submitted more often than it was recorded (raised by that call).
        CallOutOfOrder: a call was recorded after one that has not been made (raised by that call).
        NetworkBlocked: something else tried to use the network (raised there).
        UnusedCalls: the block ended, and recorded calls were never made.
    """
    cassette = cassette_files.read(Path(path))
    with replay_cassette(cassette, str(path), allow_unused=allow_unused) as found:
        yield found


@contextmanager
def replay_cassette(
    cassette: Cassette, name: str, *, allow_unused: bool = False
) -> Generator[Replay]:
    """Replay a cassette that is already loaded; errors call it `name`.

    Raises:
        CassetteError: as in `replay`.
    """
    found = Replay(cassette, CassettePlayer(name, cassette.interactions))
    with no_network(), vcr_transport.answer_requests(_RequestHandler(found).handle):
        yield found
    if found.unused and not allow_unused:
        raise UnusedCalls(name, [str(call) for call in found.unused])


class _RequestHandler:
    """Answers requests from a replay."""

    def __init__(self, found: Replay) -> None:
        self.player, self.lock = found.player, Lock()
        self.path_roots = path_roots([one.call for one in found.cassette.interactions])
        self.redactor = TrafficRedactor(self.path_roots, hide_prompts=found.header.prompts_hidden)

    def handle(self, raw: RawExchange) -> RecordedAnswer:
        """Return the recorded answer to a request, with the caller's base URL in it."""
        (one,), _ = self.redactor.redact([raw])
        with self.lock:
            answer = self.player.next_answer(one.call)
        base, _, _ = split_base(raw.url, self.path_roots)
        return replace(answer, body=answer.body.replace(RECORDED_BASE_URL.encode(), base.encode()))


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
